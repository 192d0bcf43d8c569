/* SPDX-License-Identifier: MIT */
/* test_device_node.c - nodes, names, groups and holders, on real folders and processes. */
#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "device_node.h"
#include "temp_folder.h"

static char dir[64];

static void path_in(char path[256], const char *name)
{
    (void)snprintf(path, 256, "%s/%s", dir, name);
}

static void touch(const char *name)
{
    char path[256];

    path_in(path, name);
    const int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
}

static int make_dir(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/device-node-XXXXXX");
    return temp_folder_create(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return temp_folder_remove(dir);
}

static void nodes_are_listed_by_number(void **state)
{
    static const char *const names[] = {"video10",
                                        "video2",
                                        "video0",
                                        "video",
                                        "videox",
                                        "video1x",
                                        "video-3",
                                        "vbi0",
                                        "media0",
                                        "video 4",
                                        "video99999999999999999999"};
    unsigned numbers[ASKCAM_NODES];
    (void)state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        touch(names[i]);
    }
    assert_int_equal(askcam_nodes(dir, numbers), 3);
    assert_int_equal(numbers[0], 0);
    assert_int_equal(numbers[1], 2);
    assert_int_equal(numbers[2], 10);
    assert_int_equal(askcam_nodes("/nonexistent", numbers), 0);
}

static void of_too_many_nodes_the_first_are_listed(void **state)
{
    unsigned numbers[ASKCAM_NODES];
    (void)state;

    for (unsigned i = 0; i < 200; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "video%u", (i * 77) % 200); /* every number once */
        touch(name);
    }
    assert_int_equal(askcam_nodes(dir, numbers), ASKCAM_NODES);
    for (unsigned i = 0; i < ASKCAM_NODES; i++) {
        assert_int_equal(numbers[i], i);
    }
}

static void the_lasting_name_is_found_by_its_link(void **state)
{
    char by_id[256], path[256], wanted[256];
    (void)state;

    path_in(path, "v4l");
    assert_int_equal(mkdir(path, 0700), 0);
    path_in(path, "v4l/by-id");
    assert_int_equal(mkdir(path, 0700), 0);
    path_in(path, "v4l/by-id/usb-A-video-index0");
    assert_int_equal(symlink("../../video1", path), 0);
    path_in(wanted, "v4l/by-id/usb-B-video-index0");
    assert_int_equal(symlink("../../video11", wanted), 0);
    askcam_node_by_id(dir, "/dev/video11", by_id, sizeof by_id);
    assert_string_equal(by_id, wanted);
    askcam_node_by_id(dir, "/dev/video5", by_id, sizeof by_id);
    assert_string_equal(by_id, "");
    askcam_node_by_id("/nonexistent", "/dev/video1", by_id, sizeof by_id);
    assert_string_equal(by_id, "");
}

/* A child that has the file open until it is killed. */
static pid_t hold(const char *path)
{
    int ends[2];
    char byte = 0;

    assert_int_equal(pipe(ends), 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves no process behind */
        (void)prctl(PR_SET_NAME, "holder of it");
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || write(ends[1], "x", 1) != 1) {
            _exit(1);
        }
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return pid;
}

static void the_process_that_has_it_open_is_named(void **state)
{
    char path[256], text[128], wanted[64];
    (void)state;

    touch("video0");
    path_in(path, "video0");
    assert_false(askcam_node_holders("/proc", path, text, sizeof text));
    assert_string_equal(text, "");
    const pid_t pid = hold(path);
    assert_true(askcam_node_holders("/proc", path, text, sizeof text));
    (void)snprintf(wanted, sizeof wanted, "holder of it (pid %d)", (int)pid);
    assert_string_equal(text, wanted);
    assert_false(askcam_node_holders("/nonexistent", path, text, sizeof text));
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    assert_false(askcam_node_holders("/proc", path, text, sizeof text));
}

static void of_several_processes_some_are_named(void **state)
{
    pid_t pids[ASKCAM_NODE_HOLDERS + 1];
    char path[256], text[256];
    unsigned named = 0;
    (void)state;

    touch("video0");
    path_in(path, "video0");
    for (size_t i = 0; i < sizeof pids / sizeof pids[0]; i++) {
        pids[i] = hold(path);
    }
    assert_true(askcam_node_holders("/proc", path, text, sizeof text));
    for (const char *at = text; (at = strstr(at, "holder of it (pid ")) != NULL; at++) {
        named++;
    }
    assert_int_equal(named, ASKCAM_NODE_HOLDERS);
    assert_true(askcam_node_holders("/proc", path, text, 10)); /* cut, not overrun */
    assert_string_equal(text, "holder of");
    for (size_t i = 0; i < sizeof pids / sizeof pids[0]; i++) {
        (void)kill(pids[i], SIGKILL);
        (void)waitpid(pids[i], NULL, 0);
    }
}

static void our_own_open_file_is_not_waited_for(void **state)
{
    char path[256], text[128];
    (void)state;

    touch("video0");
    path_in(path, "video0");
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_false(askcam_node_holders("/proc", path, text, sizeof text));
    (void)close(fd);
    assert_false(askcam_node_holders("/proc", "/nonexistent/video0", text, sizeof text));
}

static void the_group_is_named_or_numbered(void **state)
{
    char path[256], text[64];
    (void)state;

    touch("video0");
    path_in(path, "video0");
    assert_true(askcam_node_group(path, text, sizeof text));
    const struct group *own = getgrgid(getegid());
    if (own != NULL) {
        assert_string_equal(text, own->gr_name);
    }
    if (geteuid() == 0) { /* only root may give files away */
        assert_int_equal(chown(path, (uid_t)-1, 54321), 0);
        assert_true(askcam_node_group(path, text, sizeof text));
        assert_string_equal(text, "54321");
    }
    assert_false(askcam_node_group("/nonexistent/video0", text, sizeof text));
    assert_string_equal(text, "");
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        IN_A_FOLDER(nodes_are_listed_by_number),
        IN_A_FOLDER(of_too_many_nodes_the_first_are_listed),
        IN_A_FOLDER(the_lasting_name_is_found_by_its_link),
        IN_A_FOLDER(the_process_that_has_it_open_is_named),
        IN_A_FOLDER(of_several_processes_some_are_named),
        IN_A_FOLDER(our_own_open_file_is_not_waited_for),
        IN_A_FOLDER(the_group_is_named_or_numbered),
    };
    return cmocka_run_group_tests_name("device_node", tests, NULL, NULL);
}
