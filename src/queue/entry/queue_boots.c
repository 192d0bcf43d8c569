/* SPDX-License-Identifier: MIT */
/* queue_boots.c - see queue_boots.h. */
#include "queue_boots.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "subfolder.h"

enum { FILE_MOST_BYTES = 65536, LINE_BYTES = 64 };

static const char BOOTS_FILE[] = "boots";

static void add_boot(struct askcam_queue *queue, const char *id, int64_t offset_ms)
{
    if (queue->boots_count == ASKCAM_QUEUE_BOOTS) { /* the oldest goes */
        memmove(queue->boots, queue->boots + 1, (ASKCAM_QUEUE_BOOTS - 1) * sizeof queue->boots[0]);
        queue->boots_count--;
    }
    struct askcam_queue_boot *const boot = &queue->boots[queue->boots_count++];
    (void)snprintf(boot->id, sizeof boot->id, "%s", id);
    boot->offset_ms = offset_ms;
}

static void take_line(struct askcam_queue *queue, const char *line)
{
    char id[ASKCAM_BOOT_ID_BYTES];
    const size_t id_bytes = strcspn(line, " ");
    char *end = NULL;

    if (id_bytes != sizeof id - 1 || line[id_bytes] != ' ') {
        return;
    }
    memcpy(id, line, id_bytes);
    id[id_bytes] = '\0';
    const long long offset_ms = strtoll(line + id_bytes + 1, &end, 10);
    if (*end == '\n' || *end == '\0') {
        add_boot(queue, id, offset_ms);
    }
}

enum askcam_status askcam_queue_boots_read(struct askcam_queue *queue, struct askcam_error *err)
{
    char *text = NULL;
    size_t bytes = 0;

    queue->boots_count = 0;
    const enum askcam_status status =
        askcam_folder_read(&queue->root, BOOTS_FILE, FILE_MOST_BYTES, &text, &bytes, err);
    for (const char *line = text; line != NULL && *line != '\0';) {
        take_line(queue, line);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    free(text);
    return status;
}

static bool is_noted(const struct askcam_queue *queue, const char *id)
{
    for (size_t i = 0; i < queue->boots_count; i++) {
        if (strcmp(queue->boots[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

void askcam_queue_boots_note(struct askcam_queue *queue)
{
    const struct askcam_host *const host = queue->store.host;
    char text[ASKCAM_QUEUE_BOOTS * LINE_BYTES] = "";
    struct askcam_wall wall = {.is_right = false};
    struct askcam_error err = {0};
    size_t at = 0;

    if (host != NULL) {
        host->wall(host->ctx, &wall);
    }
    if (!wall.is_right || strlen(wall.boot_id) != sizeof wall.boot_id - 1 ||
        is_noted(queue, wall.boot_id)) {
        return;
    }
    add_boot(queue, wall.boot_id, wall.unix_ms - (int64_t)wall.monotonic_ms);
    for (size_t i = 0; i < queue->boots_count; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s %" PRId64 "\n", queue->boots[i].id,
                               queue->boots[i].offset_ms);
    }
    if (askcam_folder_replace(&queue->root, BOOTS_FILE, text, at, ASKCAM_DURABLE, &err) !=
        ASKCAM_OK) {
        askcam_log(host, ASKCAM_LOG_WARNING, "%s: %s; %s", err.what, err.why, err.hint);
    }
}

int64_t askcam_queue_boots_time(const struct askcam_queue *queue, const struct askcam_queue_id *id,
                                bool *is_right)
{
    *is_right = id->was_right;
    for (size_t i = queue->boots_count; !id->was_right && id->boot[0] != '\0' && i-- > 0;) {
        if (strncmp(queue->boots[i].id, id->boot, ASKCAM_QUEUE_BOOT_BYTES - 1) == 0) {
            *is_right = true;
            return queue->boots[i].offset_ms + (int64_t)id->monotonic_ms;
        }
    }
    return id->recorded_ms;
}
