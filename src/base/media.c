/* SPDX-License-Identifier: MIT */
/* media.c - see media.h. */
#include "media.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* The kind that an ending promises; COUNT: one that askcam does not send. */
static const struct {
    const char *ending;
    enum askcam_media media;
} ENDINGS[] = {
    {"jpg", ASKCAM_MEDIA_JPEG},   {"jpeg", ASKCAM_MEDIA_JPEG},  {"jpe", ASKCAM_MEDIA_JPEG},
    {"png", ASKCAM_MEDIA_PNG},    {"webp", ASKCAM_MEDIA_WEBP},  {"gif", ASKCAM_MEDIA_COUNT},
    {"bmp", ASKCAM_MEDIA_COUNT},  {"tif", ASKCAM_MEDIA_COUNT},  {"tiff", ASKCAM_MEDIA_COUNT},
    {"heic", ASKCAM_MEDIA_COUNT}, {"avif", ASKCAM_MEDIA_COUNT},
};

const char *askcam_media_text(enum askcam_media media)
{
    static const char *const texts[ASKCAM_MEDIA_COUNT] = {"a JPEG", "a PNG", "a WebP"};

    assert(media < ASKCAM_MEDIA_COUNT);
    return texts[media];
}

const char *askcam_media_ending(enum askcam_media media)
{
    static const char *const endings[ASKCAM_MEDIA_COUNT] = {"jpg", "png", "webp"};

    assert(media < ASKCAM_MEDIA_COUNT);
    return endings[media];
}

/* Whether text is lower-case `word` in any case of its letters. */
static bool is_word(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++) {
        if (*text != *word && *text != *word - 'a' + 'A') {
            return false;
        }
    }
    return *text == '\0';
}

bool askcam_media_is_misnamed(enum askcam_media media, const char *path)
{
    const char *const dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        if (is_word(dot + 1, ENDINGS[i].ending)) {
            return ENDINGS[i].media != media;
        }
    }
    return false;
}
