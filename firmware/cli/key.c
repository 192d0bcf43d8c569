/* SPDX-License-Identifier: MIT */
/* key.c - see key.h. */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wipe.h"

void key_wipe(struct key *key)
{
    askcam_wipe(key->text, sizeof key->text);
}

/* A key is printable ASCII without blanks: anything else could break a header. */
static const char *fault_of(const char *text)
{
    if (text[0] == '\0') {
        return "is empty";
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\n' || *at == '\r') {
            return "has a line break in it";
        }
        if (*at <= ' ' || *at > '~') {
            return "has a blank or a character in it that no key has";
        }
    }
    return NULL;
}

static enum askcam_status check(struct key *key, const char *from, struct askcam_error *err)
{
    const struct askcam_error_context context = {from, "put the key there, alone on one line"};

    const char *fault = fault_of(key->text);
    if (fault == NULL) {
        return ASKCAM_OK;
    }
    key_wipe(key);
    return askcam_fail(err, ASKCAM_ERR_AUTH, context, "the key %s", fault);
}

/* Reads at most KEY_BYTES - 1 bytes; *got_bytes is KEY_BYTES if there were more. */
static int read_text(int fd, char text[KEY_BYTES], size_t *got_bytes)
{
    *got_bytes = 0;
    while (*got_bytes < KEY_BYTES) {
        const ssize_t got = read(fd, text + *got_bytes, KEY_BYTES - *got_bytes);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return errno;
        }
        if (got == 0) {
            break;
        }
        *got_bytes += (size_t)got;
    }
    return 0;
}

static void cut_line_end(char *text, size_t bytes)
{
    if (bytes > 0 && text[bytes - 1] == '\n') {
        bytes--;
    }
    if (bytes > 0 && text[bytes - 1] == '\r') {
        bytes--;
    }
    text[bytes] = '\0';
}

static void warn_if_open(int fd, const char *path, const struct askcam_host *host)
{
    struct stat info;

    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
        askcam_log(host, ASKCAM_LOG_WARNING, "%s: others can read this key; chmod 600 it", path);
    }
}

static enum askcam_status read_file(struct key *key, const char *path,
                                    const struct askcam_host *host, struct askcam_error *err)
{
    const struct askcam_error_context context = {path,
                                                 "give a readable file with the key on one line"};
    size_t bytes = 0;

    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return askcam_fail(err, ASKCAM_ERR_AUTH, context, "the key cannot be read: %s",
                           strerror(errno));
    }
    const int number = read_text(fd, key->text, &bytes);
    warn_if_open(fd, path, host);
    (void)close(fd); /* only read from */
    if (number != 0) {
        key_wipe(key);
        return askcam_fail(err, ASKCAM_ERR_AUTH, context, "the key cannot be read: %s",
                           strerror(number));
    }
    if (bytes == KEY_BYTES || memchr(key->text, '\0', bytes) != NULL) {
        key_wipe(key);
        return askcam_fail(err, ASKCAM_ERR_AUTH, context, "does not hold a key");
    }
    cut_line_end(key->text, bytes);
    return check(key, path, err);
}

static enum askcam_status take_variable(struct key *key, const char *name, const char *text,
                                        struct askcam_error *err)
{
    const struct askcam_error_context context = {name, "put the key there, alone"};

    if (strlen(text) >= sizeof key->text) {
        return askcam_fail(err, ASKCAM_ERR_AUTH, context, "is too long for a key");
    }
    memcpy(key->text, text, strlen(text) + 1);
    return check(key, name, err);
}

/* $CREDENTIALS_DIRECTORY/api-key, where systemd puts a credential of the service. */
static bool credential_path(char *path, size_t path_bytes)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");

    if (folder == NULL || folder[0] == '\0') {
        return false;
    }
    const int length = snprintf(path, path_bytes, "%s/api-key", folder);
    return length > 0 && (size_t)length < path_bytes && access(path, F_OK) == 0;
}

enum askcam_status key_find(struct key *key, const char *file, bool needed,
                            const struct askcam_host *host, struct askcam_error *err)
{
    static const char *const variables[] = {"ASKCAM_API_KEY", "DASHSCOPE_API_KEY"};
    char path[4096];

    *key = (struct key){0};
    if (file != NULL) {
        return read_file(key, file, host, err);
    }
    if (credential_path(path, sizeof path)) {
        return read_file(key, path, host, err);
    }
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *text = getenv(variables[i]);
        if (text != NULL && text[0] != '\0') {
            return take_variable(key, variables[i], text, err);
        }
    }
    if (!needed) {
        return ASKCAM_OK;
    }
    const struct askcam_error_context context = {
        "API key", "set DASHSCOPE_API_KEY, or give --api-key-file FILE"};
    return askcam_fail(err, ASKCAM_ERR_AUTH, context, "none found");
}
