/* SPDX-License-Identifier: MIT */
/* net_servers.c - see net_servers.h. */
#include "net_servers.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRIPT ASKCAM_SOURCE_DIR "/tests/fakes/net_servers.py"

static void run(const struct net_servers *servers, int in, int out)
{
    char program[] = "/usr/bin/python3";
    char script[] = SCRIPT;
    char folder[sizeof servers->folder];
    char *const words[] = {program, script, folder, NULL};

    memcpy(folder, servers->folder, sizeof folder);
    (void)dup2(in, STDIN_FILENO);
    (void)dup2(out, STDOUT_FILENO);
    (void)execv(program, words);
    _exit(127);
}

/* Reads "NAME PORT" lines until "ready". */
static bool read_ports(struct net_servers *servers, FILE *from)
{
    char line[64];

    while (servers->count < NET_SERVERS_MAX && fgets(line, sizeof line, from) != NULL) {
        char *end = strchr(line, ' ');
        if (strcmp(line, "ready\n") == 0) {
            return true;
        }
        if (end == NULL || (size_t)(end - line) >= sizeof servers->list[0].name) {
            return false;
        }
        memcpy(servers->list[servers->count].name, line, (size_t)(end - line));
        servers->list[servers->count++].port = (uint16_t)strtoul(end, NULL, 10);
    }
    return false;
}

bool net_servers_start(struct net_servers *servers)
{
    int to[2];
    int from[2];

    *servers = (struct net_servers){.pid = -1, .folder = "/tmp/askcam-net-XXXXXX"};
    if (mkdtemp(servers->folder) == NULL || pipe2(to, O_CLOEXEC) != 0 ||
        pipe2(from, O_CLOEXEC) != 0) {
        return false;
    }
    servers->pid = fork();
    if (servers->pid == 0) {
        run(servers, to[0], from[1]);
    }
    (void)close(to[0]);
    (void)close(from[1]);
    servers->stdin_fd = to[1];
    FILE *lines = fdopen(from[0], "r");
    const bool is_ready = lines != NULL && read_ports(servers, lines);
    if (lines != NULL) {
        (void)fclose(lines);
    }
    if (!is_ready) {
        (void)fprintf(stderr,
                      "the servers of %s did not start; they need /usr/bin/python3 and "
                      "the program openssl\n",
                      SCRIPT);
    }
    return is_ready;
}

/* Removes the files of a folder and it; folders in it stay, and so does it then. */
static void remove_flat(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        (void)unlinkat(dirfd(dir), entry->d_name, 0); /* folders refuse */
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    (void)rmdir(folder);
}

/* Likewise with the folders in it; these are flat. */
static void remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    char inner[NET_SERVERS_TEXT_BYTES];

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        const int len = snprintf(inner, sizeof inner, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && len > 0 && (size_t)len < sizeof inner) {
            remove_flat(inner);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    remove_flat(folder);
}

void net_servers_stop(struct net_servers *servers)
{
    int status = 0;

    if (servers->pid > 0) {
        (void)close(servers->stdin_fd);
        (void)waitpid(servers->pid, &status, 0);
        remove_folder(servers->folder);
        servers->pid = -1;
    }
}

uint16_t net_servers_port(const struct net_servers *servers, const char *name)
{
    for (size_t i = 0; i < servers->count; i++) {
        if (strcmp(servers->list[i].name, name) == 0) {
            return servers->list[i].port;
        }
    }
    return 0;
}

void net_servers_path(const struct net_servers *servers, const char *file,
                      char path[NET_SERVERS_TEXT_BYTES])
{
    (void)snprintf(path, NET_SERVERS_TEXT_BYTES, "%s/%s", servers->folder, file);
}

/* Asks the server called control one line. */
static void ask(const struct net_servers *servers, const char *word, const char *name,
                char text[NET_SERVERS_TEXT_BYTES])
{
    const struct sockaddr_in where = {.sin_family = AF_INET,
                                      .sin_port = htons(net_servers_port(servers, "control")),
                                      .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t at = 0;
    ssize_t got = 1;

    text[0] = '\0';
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) == 0 &&
        dprintf(fd, "%s %s\n", word, name) > 0) {
        while (got > 0 && at < NET_SERVERS_TEXT_BYTES - 1) {
            got = read(fd, text + at, NET_SERVERS_TEXT_BYTES - 1 - at);
            at += got > 0 ? (size_t)got : 0;
        }
        text[at] = '\0';
    }
    (void)close(fd);
}

struct net_seen net_servers_seen(const struct net_servers *servers, const char *name)
{
    char text[NET_SERVERS_TEXT_BYTES];
    char *at = text;
    struct net_seen seen;

    ask(servers, "stats", name, text);
    seen.connections = (unsigned)strtoul(at, &at, 10);
    seen.handshakes = (unsigned)strtoul(at, &at, 10);
    seen.reused = (unsigned)strtoul(at, &at, 10);
    seen.bytes = strtoul(at, &at, 10);
    return seen;
}

void net_servers_hello(const struct net_servers *servers, const char *name,
                       char text[NET_SERVERS_TEXT_BYTES])
{
    ask(servers, "hello", name, text);
}
