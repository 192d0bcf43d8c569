/* SPDX-License-Identifier: MIT */
/*
 * block_rows.c - see block_rows.h.
 *
 * libjpeg gives coefficients only by way of its virtual arrays, which hold the whole picture.  It
 * asks its memory manager for them by pointers to functions, though, and of a single scan it fills
 * one row of MCUs after another and never goes back; so those functions are ours here, and
 * what they give is one row of MCUs, the same each time.  In its buffered-image mode libjpeg
 * decodes as much as one asks for, and with raw output it sets up no stage that makes pixels.
 */
#include "block_rows.h"

#include <assert.h>
#include <string.h>

/* libjpeg asks for the components' arrays in their order. */
static jvirt_barray_ptr on_request(j_common_ptr jpeg, int pool, boolean zeroed, JDIMENSION width,
                                   JDIMENSION height, JDIMENSION rows)
{
    struct askcam_block_rows *const stage = jpeg->client_data;
    struct askcam_block_part *const part = &stage->parts[stage->strips_count++];

    (void)zeroed;
    (void)height;
    part->strip = jpeg->mem->alloc_barray(jpeg, pool, width, rows);
    part->strip_width = width;
    return (jvirt_barray_ptr)(void *)part; /* libjpeg only hands it back */
}

/* Comes once for each row of MCUs and component; the decoder writes only what is not zero. */
static JBLOCKARRAY on_access(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION first,
                             JDIMENSION count, boolean writes)
{
    const struct askcam_block_part *const part = (struct askcam_block_part *)(void *)array;

    (void)jpeg;
    (void)first;
    assert(writes);
    (void)writes;
    for (JDIMENSION y = 0; y < count; y++) {
        memset(part->strip[y], 0, part->strip_width * sizeof(JBLOCK));
    }
    return part->strip;
}

static _Noreturn void refuse(const struct askcam_block_rows *stage)
{
    struct askcam_jpeg_guard *const guard = stage->guard;
    const struct askcam_error_context context = {guard->name, "take or copy the picture again"};

    askcam_jpeg_guard_abort(
        guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context, "it changed while it was read"));
}

/* Whether the header read last has as many components as the first one had, sampled likewise. */
static bool is_as_before(const struct askcam_block_rows *stage)
{
    const struct jpeg_decompress_struct *const jpeg = &stage->jpeg;
    bool same = jpeg->num_components == stage->components;

    for (int i = 0; same && i < stage->components; i++) {
        same = jpeg->comp_info[i].h_samp_factor == stage->parts[i].across &&
               jpeg->comp_info[i].v_samp_factor == stage->parts[i].down;
    }
    return same;
}

/* Bytes can change between two passes over them; the rows given to libjpeg must still fit then. */
static void check_kind(struct askcam_block_rows *stage)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;
    const bool is_again = stage->components != 0;

    if (jpeg->num_components > MAX_COMPS_IN_SCAN ||
        (is_again && (jpeg_has_multiple_scans(jpeg) || !is_as_before(stage)))) {
        refuse(stage);
    }
    stage->components = jpeg->num_components;
    for (int i = 0; i < stage->components; i++) {
        stage->parts[i].across = jpeg->comp_info[i].h_samp_factor;
        stage->parts[i].down = jpeg->comp_info[i].v_samp_factor;
    }
}

/* From the first byte on. */
static void begin(struct askcam_block_rows *stage)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;

    askcam_jpeg_in_start(&stage->in, jpeg, stage->bytes, stage->guard, stage->window.width_px,
                         stage->window.height_px);
    check_kind(stage);
    if (jpeg_has_multiple_scans(jpeg)) {
        stage->whole = jpeg_read_coefficients(jpeg);
        return;
    }
    stage->strips_count = 0;
    stage->mcu_rows_down = 0;
    jpeg->client_data = stage;
    jpeg->mem->request_virt_barray = on_request;
    jpeg->mem->access_virt_barray = on_access;
    jpeg->buffered_image = TRUE;
    jpeg->raw_data_out = TRUE;
    (void)jpeg_start_decompress(jpeg);
}

/* Decodes until a row of MCUs is the last one. */
static void decode(struct askcam_block_rows *stage, uint32_t mcu_row)
{
    if (mcu_row + 1 < stage->mcu_rows_down) {
        jpeg_destroy_decompress(&stage->jpeg);
        begin(stage);
    }
    while (stage->mcu_rows_down <= mcu_row) {
        const int code = jpeg_consume_input(&stage->jpeg);
        assert(code != JPEG_SUSPENDED && code != JPEG_REACHED_EOI);
        stage->mcu_rows_down += code == JPEG_ROW_COMPLETED || code == JPEG_SCAN_COMPLETED;
    }
}

static JBLOCKROW decoded_row(struct askcam_block_rows *stage, int component, uint32_t y)
{
    const struct askcam_block_part *const part = &stage->parts[component];
    const uint32_t rows = (uint32_t)stage->jpeg.comp_info[component].v_samp_factor;
    const uint32_t row = part->window.y + y;

    decode(stage, row / rows);
    return part->strip[row % rows] + part->window.x;
}

/* The rows of one component's window that lie in the next row of MCUs. */
static uint32_t keep_strip(struct askcam_block_rows *stage, int component, uint32_t y)
{
    struct askcam_block_part *const part = &stage->parts[component];
    const uint32_t rows = (uint32_t)stage->jpeg.comp_info[component].v_samp_factor;

    do {
        memcpy(part->kept[y], decoded_row(stage, component, y),
               part->window.width * sizeof(JBLOCK));
        y++;
    } while (y < part->window.height && (part->window.y + y) % rows != 0);
    return y;
}

static void keep_window(struct askcam_block_rows *stage)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;
    uint32_t y[MAX_COMPS_IN_SCAN] = {0};

    for (int i = 0; i < jpeg->num_components; i++) {
        const struct askcam_rect *const window = &stage->parts[i].window;
        stage->parts[i].kept =
            jpeg->mem->alloc_barray((j_common_ptr)jpeg, JPOOL_IMAGE, window->width, window->height);
    }
    while (y[0] < stage->parts[0].window.height) { /* they end together, with whole MCUs */
        for (int i = 0; i < jpeg->num_components; i++) {
            y[i] = keep_strip(stage, i, y[i]);
        }
    }
}

void askcam_block_rows_start(struct askcam_block_rows *stage, const struct askcam_bytes *bytes,
                             const struct askcam_block_window *window,
                             struct askcam_jpeg_guard *guard)
{
    stage->bytes = bytes;
    stage->guard = guard;
    stage->window = *window;
    begin(stage);
    for (int i = 0; i < stage->jpeg.num_components; i++) {
        stage->parts[i].window = askcam_block_rect(stage, i, &window->rect);
    }
    if (window->in_any_order && stage->whole == NULL) {
        keep_window(stage);
    }
}

struct askcam_rect askcam_block_rect(const struct askcam_block_rows *stage, int component,
                                     const struct askcam_rect *rect)
{
    const jpeg_component_info *const info = &stage->jpeg.comp_info[component];
    const uint32_t across = (uint32_t)info->h_samp_factor;
    const uint32_t down = (uint32_t)info->v_samp_factor;
    const uint32_t wide = (uint32_t)stage->jpeg.max_h_samp_factor * DCTSIZE;
    const uint32_t high = (uint32_t)stage->jpeg.max_v_samp_factor * DCTSIZE;
    const struct askcam_rect blocks = {rect->x * across / wide, rect->y * down / high,
                                       (rect->width * across + wide - 1) / wide,
                                       (rect->height * down + high - 1) / high};

    if (rect->x * across % wide != 0 || rect->y * down % high != 0) {
        refuse(stage); /* the walk found other samplings */
    }
    return blocks;
}

JBLOCKROW askcam_block_row(struct askcam_block_rows *stage, int component, uint32_t y)
{
    const struct askcam_block_part *const part = &stage->parts[component];

    if (stage->whole != NULL) {
        return stage->jpeg.mem->access_virt_barray((j_common_ptr)&stage->jpeg,
                                                   stage->whole[component], part->window.y + y, 1,
                                                   FALSE)[0] +
               part->window.x;
    }
    return part->kept != NULL ? part->kept[y] : decoded_row(stage, component, y);
}

void askcam_block_rows_destroy(struct askcam_block_rows *stage)
{
    if (stage->guard != NULL) {
        jpeg_destroy_decompress(&stage->jpeg);
    }
}
