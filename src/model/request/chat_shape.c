/* SPDX-License-Identifier: MIT */
/* chat_shape.c - see chat_shape.h: the model and the messages. */
#include "chat_shape.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chat_options.h"
#include "json_tree.h"
#include "user_json.h"

void askcam_chat_place(const char *nonce, size_t i, char text[ASKCAM_PLACE_BYTES])
{
    const int bytes = snprintf(text, ASKCAM_PLACE_BYTES, "askcam:%s:%zu", nonce, i);

    assert(bytes > 0 && bytes < ASKCAM_PLACE_BYTES);
    (void)bytes;
}

static void put_text(struct askcam_tree *tree, cJSON *object, const char *name, const char *text)
{
    askcam_tree_put(tree, object, name, cJSON_CreateString(text));
}

static void put_fps(struct askcam_tree *tree, cJSON *part, uint32_t fps_milli)
{
    char text[ASKCAM_NUMBER_TEXT_BYTES];

    if (fps_milli != 0 && askcam_number_text(fps_milli / 1000.0, text)) {
        askcam_tree_put(tree, part, "fps", cJSON_CreateRaw(text));
    }
}

static void push_text(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *content,
                      const char *text)
{
    cJSON *const part = askcam_tree_open_element(tree, content);

    if (chat->api == ASKCAM_API_OPENAI) {
        put_text(tree, part, "type", "text");
    }
    put_text(tree, part, "text", text);
}

/* By reference: the service fetches it. */
static void push_url(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *content,
                     const struct askcam_chat_image *image)
{
    const char *const name = image->as_video ? "video_url" : "image_url";
    cJSON *const part = askcam_tree_open_element(tree, content);

    if (chat->api == ASKCAM_API_OPENAI) {
        put_text(tree, part, "type", name);
        put_text(tree, askcam_tree_open(tree, part, name, false), "url", image->url);
    } else {
        put_text(tree, part, image->as_video ? "video" : "image", image->url);
    }
    if (image->as_video) {
        put_fps(tree, part, image->fps_milli);
    }
}

/* A frame list: the place-holder stands for all its frames. */
static void push_video(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *content,
                       const struct askcam_chat_image *image, const char *place)
{
    cJSON *const part = askcam_tree_open_element(tree, content);

    if (chat->api == ASKCAM_API_OPENAI) {
        put_text(tree, part, "type", "video");
    }
    askcam_tree_push(tree, askcam_tree_open(tree, part, "video", true), cJSON_CreateString(place));
    put_fps(tree, part, image->fps_milli);
}

static void push_images(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *content,
                        const char *nonce)
{
    char place[ASKCAM_PLACE_BYTES];

    for (size_t i = 0; i < chat->images_count; i++) {
        const struct askcam_chat_image *const image = &chat->images[i];
        askcam_chat_place(nonce, i, place);
        if (image->url != NULL) {
            push_url(tree, chat, content, image);
        } else if (image->as_video) {
            push_video(tree, chat, content, image, place);
        } else { /* the place-holder stands for whole parts of the content */
            askcam_tree_push(tree, content, cJSON_CreateString(place));
        }
    }
}

/* A message of text only: OpenAI's look-alikes take a plain string most widely. */
static void push_message(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *messages,
                         const struct askcam_chat_turn *turn)
{
    cJSON *const message = askcam_tree_open_element(tree, messages);

    put_text(tree, message, "role", turn->role);
    if (chat->api == ASKCAM_API_OPENAI) {
        put_text(tree, message, "content", turn->text);
    } else {
        push_text(tree, chat, askcam_tree_open(tree, message, "content", true), turn->text);
    }
}

static void push_question(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *messages,
                          const char *nonce)
{
    if (chat->images_count == 0) {
        push_message(tree, chat, messages, &(struct askcam_chat_turn){"user", chat->question});
        return;
    }
    cJSON *const message = askcam_tree_open_element(tree, messages);
    put_text(tree, message, "role", "user");
    cJSON *const content = askcam_tree_open(tree, message, "content", true);
    push_images(tree, chat, content, nonce);
    if (chat->question != NULL) {
        push_text(tree, chat, content, chat->question);
    }
}

cJSON *askcam_chat_shape(const struct askcam_chat *chat, const char *nonce)
{
    cJSON *const root = cJSON_CreateObject();
    struct askcam_tree tree = {.failed = root == NULL};

    put_text(&tree, root, "model", chat->model);
    cJSON *const input =
        chat->api == ASKCAM_API_DASHSCOPE ? askcam_tree_open(&tree, root, "input", false) : root;
    cJSON *const messages = askcam_tree_open(&tree, input, "messages", true);
    if (chat->system != NULL) {
        push_message(&tree, chat, messages, &(struct askcam_chat_turn){"system", chat->system});
    }
    for (size_t i = 0; i < chat->turns_count; i++) {
        push_message(&tree, chat, messages, &chat->turns[i]);
    }
    push_question(&tree, chat, messages, nonce);
    askcam_chat_options(&tree, chat, root);
    if (tree.failed) {
        cJSON_Delete(root);
        return NULL;
    }
    return root;
}
