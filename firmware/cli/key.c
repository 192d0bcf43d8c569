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

#include "file_error.h"
#include "input_file.h"
#include "key_text.h"
#include "wipe.h"

enum { KEY_PATH_BYTES = 4096 };

static const char OWN_VARIABLE[] = "ASKCAM_API_KEY";

void key_wipe(struct key *key)
{
    askcam_wipe(key->text, sizeof key->text);
}

/* What a file with a secret in it is expected to hold. */
struct secret_kind {
    enum askcam_status failure;
    const char *action;  /* "cannot read …" */
    const char *warning; /* what others can read; NULL: no warning */
    const char *hint;
    const char *missing; /* of a file that holds something else */
};

static enum askcam_status check(struct key *key, const char *from, struct askcam_error *err)
{
    const struct key_fault *fault = key_text_fault(key->text);

    if (fault == NULL) {
        return ASKCAM_OK;
    }
    const struct askcam_error_context context = {from, fault->hint};
    key_wipe(key);
    return askcam_fail(err, ASKCAM_ERR_AUTH, context, "the key %s", fault->why);
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

static void warn_if_open(int fd, const char *path, const char *secret,
                         const struct askcam_host *host)
{
    struct stat info;

    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
        askcam_log(host, ASKCAM_LOG_WARNING, "%s: others can read this %s; chmod 600 it", path,
                   secret);
    }
}

static enum askcam_status read_secret(struct key *key, const char *path,
                                      const struct secret_kind *kind,
                                      const struct askcam_host *host, struct askcam_error *err)
{
    size_t bytes = 0;
    int number = 0;

    const int fd = askcam_input_open(path);
    if (fd < 0) {
        return file_error(err, kind->failure, path, kind->action, errno);
    }
    const struct askcam_input input = {
        .host = host, .fd = fd, .deadline_ms = askcam_deadline(host, ASKCAM_INPUT_WAIT_MS)};
    const enum askcam_status status =
        askcam_input_read(&input, key->text, KEY_BYTES, &bytes, &number);
    if (kind->warning != NULL) {
        warn_if_open(fd, path, kind->warning, host);
    }
    (void)close(fd); /* only read from */
    if (status != ASKCAM_OK) {
        key_wipe(key);
        return status == ASKCAM_ERR_INTERRUPTED
                   ? status
                   : file_error(err, kind->failure, path, kind->action, number);
    }
    if (bytes == KEY_BYTES || memchr(key->text, '\0', bytes) != NULL) {
        const struct askcam_error_context context = {path, kind->hint};
        key_wipe(key);
        return askcam_fail(err, kind->failure, context, "%s", kind->missing);
    }
    cut_line_end(key->text, bytes);
    return ASKCAM_OK;
}

static enum askcam_status read_file(struct key *key, const char *path, bool warns,
                                    const struct askcam_host *host, struct askcam_error *err)
{
    const struct secret_kind kind = {
        .failure = ASKCAM_ERR_AUTH,
        .action = "cannot read the key",
        .warning = warns ? "key" : NULL,
        .hint = "put the key there, alone on one line",
        .missing = "contains no key",
    };
    const enum askcam_status status = read_secret(key, path, &kind, host, err);

    return status == ASKCAM_OK ? check(key, path, err) : status;
}

static bool is_login(const char *text)
{
    return text[0] != '\0' && text[0] != ':' && strchr(text, ':') != NULL &&
           text[strcspn(text, "\r\n\t")] == '\0';
}

enum askcam_status key_read_login(struct key *login, const char *path,
                                  const struct askcam_host *host, struct askcam_error *err)
{
    static const struct secret_kind kind = {
        .failure = ASKCAM_ERR_SOURCE,
        .action = "cannot read the camera's user name and password",
        .warning = "password",
        .hint = "write USER:PASSWORD there, alone on one line",
        .missing = "contains no USER:PASSWORD",
    };

    *login = (struct key){0};
    const enum askcam_status status = read_secret(login, path, &kind, host, err);
    if (status != ASKCAM_OK || is_login(login->text)) {
        return status;
    }
    key_wipe(login);
    return askcam_fail(err, kind.failure, (struct askcam_error_context){path, kind.hint}, "%s",
                       kind.missing);
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
static bool credential_path(char path[KEY_PATH_BYTES])
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");

    if (folder == NULL || folder[0] == '\0') {
        return false;
    }
    const int length = snprintf(path, KEY_PATH_BYTES, "%s/api-key", folder);
    return length > 0 && length < KEY_PATH_BYTES && access(path, F_OK) == 0;
}

/* The file in force, or NULL; path[] is memory for its name. */
static const char *file_of(const struct key_request *request, char path[KEY_PATH_BYTES])
{
    return request->file != NULL ? request->file : credential_path(path) ? path : NULL;
}

static bool is_set(const char *variable)
{
    const char *text = variable != NULL ? getenv(variable) : NULL;

    return text != NULL && text[0] != '\0';
}

/* The variable in force, or NULL. */
static const char *variable_of(const struct key_request *request)
{
    return is_set(OWN_VARIABLE)        ? OWN_VARIABLE
           : is_set(request->variable) ? request->variable
                                       : NULL;
}

static enum askcam_status missing(const struct key_request *request, struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];

    (void)snprintf(hint, sizeof hint, "set %s, or use --api-key-file FILE",
                   request->variable != NULL ? request->variable : OWN_VARIABLE);
    const struct askcam_error_context context = {"API key", hint};
    return askcam_fail(err, ASKCAM_ERR_AUTH, context, "none found for %s", request->host);
}

enum askcam_status key_find(struct key *key, const struct key_request *request,
                            const struct askcam_host *host, struct askcam_error *err)
{
    char path[KEY_PATH_BYTES];

    *key = (struct key){0};
    const char *file = file_of(request, path);
    if (file != NULL) {
        return read_file(key, file, true, host, err);
    }
    const char *const variable = variable_of(request);
    const char *const text = variable != NULL ? getenv(variable) : NULL;
    if (text != NULL) {
        return take_variable(key, variable, text, err);
    }
    return request->needed ? missing(request, err) : ASKCAM_OK;
}

bool key_refresh(struct key *key, const struct key_request *request, const struct askcam_host *host,
                 struct askcam_error *err)
{
    char path[KEY_PATH_BYTES];
    struct key fresh = {0};
    struct stat info;

    const char *file = file_of(request, path);
    if (file == NULL || (stat(file, &info) == 0 && !S_ISREG(info.st_mode))) {
        return true; /* variables do not change, and a pipe gives its key once */
    }
    const bool is_read = read_file(&fresh, file, false, host, err) == ASKCAM_OK;
    if (is_read) {
        memcpy(key->text, fresh.text, sizeof key->text);
    }
    key_wipe(&fresh);
    return is_read;
}

bool key_origin(const struct key_request *request, char *text, size_t text_bytes)
{
    char path[KEY_PATH_BYTES];
    const char *file = file_of(request, path);
    const char *variable = file != NULL ? NULL : variable_of(request);

    if (file == NULL && variable == NULL) {
        return false;
    }
    (void)snprintf(text, text_bytes, "%s", file != NULL ? file : variable); /* cut is fine */
    return true;
}
