/* SPDX-License-Identifier: MIT */
/* chat_options.c - see chat_options.h. */
#include "chat_options.h"

#include <string.h>

#include "user_json.h"

/* cJSON takes raw JSON as a C string only. */
static cJSON *raw(const char *text, size_t bytes)
{
    char *const copy = cJSON_malloc(bytes + 1);

    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    cJSON *const made = cJSON_CreateRaw(copy);
    cJSON_free(copy);
    return made;
}

static void put_number(struct askcam_tree *tree, cJSON *options, const char *name,
                       const struct askcam_chat_number *number)
{
    char text[ASKCAM_NUMBER_TEXT_BYTES];

    if (number->set && askcam_number_text(number->value, text)) {
        askcam_tree_put(tree, options, name, cJSON_CreateRaw(text));
    }
}

/* A bare schema is wrapped; the API's own wrapper, or what is inside it, is taken as it is. */
static void put_schema(struct askcam_tree *tree, cJSON *options, const char *schema)
{
    static const char type[] = "\"json_schema\"";
    struct askcam_text_piece found;
    cJSON *const all = raw(schema, strlen(schema));

    if (askcam_user_json_find(schema, "json_schema", &found) && found.text[0] == '{' &&
        askcam_user_json_find(schema, "type", &found) && found.bytes == sizeof type - 1 &&
        memcmp(found.text, type, sizeof type - 1) == 0) {
        askcam_tree_put(tree, options, "response_format", all);
        return;
    }
    cJSON *const format = askcam_tree_open(tree, options, "response_format", false);
    askcam_tree_put(tree, format, "type", cJSON_CreateString("json_schema"));
    if (askcam_user_json_find(schema, "schema", &found) && found.text[0] == '{' &&
        askcam_user_json_find(schema, "name", &found) && found.text[0] == '"') {
        askcam_tree_put(tree, format, "json_schema", all);
        return;
    }
    cJSON *const wrapper = askcam_tree_open(tree, format, "json_schema", false);
    askcam_tree_put(tree, wrapper, "name", cJSON_CreateString("answer"));
    askcam_tree_put(tree, wrapper, "schema", all);
    askcam_tree_put(tree, wrapper, "strict", cJSON_CreateTrue());
}

static void put_options(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *options)
{
    if (chat->thinking != ASKCAM_THINKING_DEFAULT) {
        askcam_tree_put(tree, options, "enable_thinking",
                        cJSON_CreateBool(chat->thinking == ASKCAM_THINKING_ON));
    }
    put_number(tree, options, "thinking_budget", &chat->thinking_budget);
    if (chat->thinking_effort != NULL) {
        askcam_tree_put(tree, options, "reasoning_effort",
                        cJSON_CreateString(chat->thinking_effort));
    }
    if (chat->max_completion_tokens.set) {
        put_number(tree, options, "max_completion_tokens", &chat->max_completion_tokens);
    } else {
        put_number(tree, options, "max_tokens", &chat->max_tokens);
    }
    put_number(tree, options, "temperature", &chat->temperature);
    put_number(tree, options, "top_p", &chat->top_p);
    put_number(tree, options, "seed", &chat->seed);
    if (chat->json_schema != NULL) {
        put_schema(tree, options, chat->json_schema);
    } else if (chat->json) {
        cJSON *const format = askcam_tree_open(tree, options, "response_format", false);
        askcam_tree_put(tree, format, "type", cJSON_CreateString("json_object"));
    }
}

/* The member's name without quotes and escapes; the caller frees.  NULL: out of memory. */
static cJSON *plain_name(const struct askcam_text_piece *name)
{
    return cJSON_ParseWithLength(name->text, name->bytes);
}

/* The item takes the member's place, or a new one; deletes it if it cannot. */
static void put_over(struct askcam_tree *tree, cJSON *options, const char *name, cJSON *item)
{
    if (cJSON_GetObjectItemCaseSensitive(options, name) == NULL) {
        askcam_tree_put(tree, options, name, item);
    } else if (!cJSON_ReplaceItemInObjectCaseSensitive(options, name, item)) {
        tree->failed = true;
        cJSON_Delete(item);
    }
}

static void merge(struct askcam_tree *tree, const char *extra, cJSON *options)
{
    struct askcam_text_piece name;
    struct askcam_text_piece value;

    while (!tree->failed && askcam_user_json_member(&extra, &name, &value)) {
        cJSON *const plain = plain_name(&name);
        cJSON *const item = raw(value.text, value.bytes);
        if (plain != NULL && item != NULL) {
            put_over(tree, options, plain->valuestring, item);
        } else {
            tree->failed = true;
            cJSON_Delete(item);
        }
        cJSON_Delete(plain);
    }
}

static void put_streaming(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *options)
{
    if (chat->no_stream) {
        return; /* both APIs stream only on request */
    }
    if (chat->api == ASKCAM_API_DASHSCOPE) {
        if (!chat->increments_anyway) {
            askcam_tree_put(tree, options, "incremental_output", cJSON_CreateTrue());
        }
        return;
    }
    askcam_tree_put(tree, options, "stream", cJSON_CreateTrue());
    cJSON *const stream_options = askcam_tree_open(tree, options, "stream_options", false);
    askcam_tree_put(tree, stream_options, "include_usage", cJSON_CreateTrue());
}

void askcam_chat_options(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *root)
{
    const bool is_dashscope = chat->api == ASKCAM_API_DASHSCOPE;
    cJSON *const options = is_dashscope ? askcam_tree_open(tree, root, "parameters", false) : root;

    put_streaming(tree, chat, options);
    put_options(tree, chat, options);
    if (chat->extra != NULL) {
        merge(tree, chat->extra, options);
    }
    if (is_dashscope && !tree->failed && cJSON_GetArraySize(options) == 0) {
        cJSON_DeleteItemFromObjectCaseSensitive(root, "parameters");
    }
}
