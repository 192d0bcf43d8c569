/* SPDX-License-Identifier: MIT */
/* queue_state.c - see queue_state.h. */
#include "queue_state.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "queue_send.h"
#include "subfolder.h"

enum { STATE_MOST_BYTES = 65536, DOUBLINGS_MOST = 20 };

static const char STATE_FILE[] = "sending.json";

static double number_of(const cJSON *json, const char *name)
{
    const cJSON *const item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsNumber(item) && item->valuedouble > 0 && item->valuedouble < 9e15
               ? item->valuedouble
               : 0;
}

/* What is left of it, counted from now. */
static uint64_t remaining_ms(const cJSON *json, const struct askcam_wall *now)
{
    const cJSON *const boot = cJSON_GetObjectItemCaseSensitive(json, "boot_id");
    const bool is_same_boot = cJSON_IsString(boot) && now->boot_id[0] != '\0' &&
                              strcmp(boot->valuestring, now->boot_id) == 0;
    const double until = number_of(json, is_same_boot ? "until_monotonic_ms" : "until_ms");
    const double at = is_same_boot ? (double)now->monotonic_ms : (double)now->unix_ms;
    const double left = until - at;

    return left <= 0                             ? 0
           : left > ASKCAM_QUEUE_BACKOFF_MOST_MS ? (uint64_t)ASKCAM_QUEUE_BACKOFF_MOST_MS
                                                 : (uint64_t)left;
}

struct askcam_queue_state askcam_queue_state_read(const struct askcam_queue *queue)
{
    const struct askcam_host *const host = queue->store.host;
    struct askcam_queue_state state = {0};
    struct askcam_wall now = {.is_right = false};
    char *text = NULL;
    size_t bytes = 0;

    (void)askcam_folder_read(&queue->root, STATE_FILE, STATE_MOST_BYTES, &text, &bytes, NULL);
    cJSON *const json = text != NULL ? cJSON_ParseWithLength(text, bytes) : NULL;
    free(text);
    if (json == NULL || host == NULL) {
        cJSON_Delete(json);
        return state;
    }
    host->wall(host->ctx, &now);
    const uint64_t left_ms = remaining_ms(json, &now);
    state.failures = (uint64_t)number_of(json, "failures");
    state.until_ms = left_ms > 0 ? askcam_deadline(host, left_ms) : 0;
    cJSON_Delete(json);
    return state;
}

uint64_t askcam_queue_backoff_until(const struct askcam_queue *queue)
{
    return askcam_queue_state_read(queue).until_ms;
}

static enum askcam_status save(const struct askcam_queue *queue, cJSON *json,
                               struct askcam_error *err)
{
    const struct askcam_error_context context = {STATE_FILE, "free some memory"};
    char *const text = json != NULL ? cJSON_Print(json) : NULL;

    cJSON_Delete(json);
    if (text == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
    }
    const enum askcam_status status =
        askcam_folder_replace(&queue->root, STATE_FILE, text, strlen(text), ASKCAM_DURABLE, err);
    free(text);
    return status;
}

static uint64_t delay_ms(const struct askcam_host *host, uint64_t failures,
                         const struct askcam_error *cause)
{
    const uint64_t doublings =
        failures - 1 < DOUBLINGS_MOST ? failures - 1 : (uint64_t)DOUBLINGS_MOST;
    uint64_t most_ms = (uint64_t)ASKCAM_QUEUE_BACKOFF_MS << doublings;

    most_ms =
        most_ms < ASKCAM_QUEUE_BACKOFF_MOST_MS ? most_ms : (uint64_t)ASKCAM_QUEUE_BACKOFF_MOST_MS;
    const uint64_t delay = askcam_random_delay_ms(host, most_ms);
    const uint64_t asked = cause->retry_after_ms < ASKCAM_QUEUE_BACKOFF_MOST_MS
                               ? cause->retry_after_ms
                               : (uint64_t)ASKCAM_QUEUE_BACKOFF_MOST_MS;
    return delay > asked ? delay : asked;
}

enum askcam_status askcam_queue_state_fail(struct askcam_queue *queue,
                                           struct askcam_queue_state *state,
                                           const struct askcam_error *cause,
                                           struct askcam_error *err)
{
    const struct askcam_host *const host = queue->store.host;
    struct askcam_wall now;

    host->wall(host->ctx, &now);
    state->failures++;
    const uint64_t delay = delay_ms(host, state->failures, cause);
    state->until_ms = askcam_deadline(host, delay);
    cJSON *const json = cJSON_CreateObject();
    (void)cJSON_AddNumberToObject(json, "failures", (double)state->failures);
    (void)cJSON_AddNumberToObject(json, "until_ms", (double)now.unix_ms + (double)delay);
    (void)cJSON_AddNumberToObject(json, "until_monotonic_ms",
                                  (double)now.monotonic_ms + (double)delay);
    (void)cJSON_AddStringToObject(json, "boot_id", now.boot_id);
    (void)cJSON_AddStringToObject(json, "kind", askcam_status_text(cause->kind));
    (void)cJSON_AddStringToObject(json, "message", cause->why);
    return save(queue, json, err);
}

enum askcam_status askcam_queue_state_clear(struct askcam_queue *queue,
                                            struct askcam_queue_state *state,
                                            struct askcam_error *err)
{
    if (state->failures == 0) {
        return ASKCAM_OK;
    }
    *state = (struct askcam_queue_state){0};
    return save(queue, cJSON_CreateObject(), err);
}
