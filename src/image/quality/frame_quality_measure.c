/* SPDX-License-Identifier: MIT */
/*
 * frame_quality_measure.c - the measures of frame_quality.h, taken in one pass over shrunk rows of
 * luma.
 *
 * Sharpness is measured in tiles of 22x22 pixels, because detail is not spread evenly: in each tile
 * that has contrast, the variance of the Laplacian by that of the brightness, which does not depend
 * on light or contrast; of all tiles the median, so that neither a time stamp burnt into a blurred
 * frame nor an empty wall around a sharp dial decides.  A row's Laplacian needs the rows above and
 * below it, so it is added when the row below has come.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "frame_quality.h"
#include "luma_rows.h"

enum {
    TILE_PX = 22, /* no fraction of the side, or regular patterns would hide between tiles */
    TILES = ASKCAM_QUALITY_SIDE_PX / TILE_PX + 1, /* in a row, and rows of them, at most */
    MIN_VARIANCE = 100, /* a standard deviation of 10 of 255; less is noise on a plain surface */
    MIN_TILES = 4,
    BLACK = 4, /* and below; encoders blur what a sensor clips */
    WHITE = 251,
};

struct tile {
    uint32_t count;
    uint32_t sum;
    uint64_t squares;
    uint32_t laplacians;
    uint64_t laplacian_squares;
};

struct measuring {
    struct askcam_frame_quality quality;
    uint32_t width_px;
    uint32_t height_px;
    uint32_t y;
    uint32_t histogram[256];
    uint8_t rows[3][ASKCAM_QUALITY_SIDE_PX]; /* row y is rows[y % 3] */
    uint32_t cells[ASKCAM_QUALITY_CELLS];    /* sums of the row of cells in work */
    struct tile tiles[TILES];                /* the row of tiles in work */
    uint32_t ratios[TILES * TILES];
    size_t ratios_count;
};

static void on_size(void *ctx, uint32_t width_px, uint32_t height_px)
{
    struct measuring *const m = ctx;

    assert(width_px <= ASKCAM_QUALITY_SIDE_PX && height_px <= ASKCAM_QUALITY_SIDE_PX);
    m->width_px = width_px;
    m->height_px = height_px;
    m->quality.cells_x =
        (uint8_t)((width_px + ASKCAM_QUALITY_CELL_PX - 1) / ASKCAM_QUALITY_CELL_PX);
    m->quality.cells_y =
        (uint8_t)((height_px + ASKCAM_QUALITY_CELL_PX - 1) / ASKCAM_QUALITY_CELL_PX);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void add_to_cells(struct measuring *m, const uint8_t *luma)
{
    const uint32_t in_cell = m->y % ASKCAM_QUALITY_CELL_PX;
    const uint32_t row = m->y / ASKCAM_QUALITY_CELL_PX;

    for (uint32_t x = 0; x < m->width_px; x++) {
        m->cells[x / ASKCAM_QUALITY_CELL_PX] += luma[x];
    }
    if (in_cell + 1 < ASKCAM_QUALITY_CELL_PX && m->y + 1 < m->height_px) {
        return;
    }
    for (uint32_t i = 0; i < m->quality.cells_x; i++) {
        const uint32_t left = m->width_px - i * ASKCAM_QUALITY_CELL_PX;
        const uint32_t pixels = (in_cell + 1) * smaller(left, ASKCAM_QUALITY_CELL_PX);
        m->quality.cells[(size_t)row * m->quality.cells_x + i] =
            (uint8_t)((m->cells[i] + pixels / 2) / pixels);
    }
    memset(m->cells, 0, sizeof m->cells);
}

/* Row y, which has a row above and one below it. */
static void add_laplacians(struct measuring *m, uint32_t y)
{
    const uint8_t *const above = m->rows[(y + 2) % 3];
    const uint8_t *const here = m->rows[y % 3];
    const uint8_t *const below = m->rows[(y + 1) % 3];

    for (uint32_t x = 1; x + 1 < m->width_px; x++) {
        const int laplacian = 4 * here[x] - here[x - 1] - here[x + 1] - above[x] - below[x];
        struct tile *const tile = &m->tiles[x / TILE_PX];
        tile->laplacians++;
        tile->laplacian_squares += (uint32_t)(laplacian * laplacian);
    }
}

static void add_to_tiles(struct measuring *m, const uint8_t *luma)
{
    for (uint32_t x = 0; x < m->width_px; x++) {
        struct tile *const tile = &m->tiles[x / TILE_PX];
        tile->count++;
        tile->sum += luma[x];
        tile->squares += (uint64_t)luma[x] * luma[x];
    }
}

/* Thousandths of mean squared Laplacian by variance; the Laplacian's mean is as good as 0. */
static void close_tiles(struct measuring *m)
{
    for (size_t i = 0; i < TILES; i++) {
        const struct tile *const tile = &m->tiles[i];
        const uint64_t variance =
            tile->count == 0 ? 0
                             : (tile->squares * tile->count - (uint64_t)tile->sum * tile->sum) /
                                   ((uint64_t)tile->count * tile->count);
        if (variance >= MIN_VARIANCE && tile->laplacians > 0) {
            m->ratios[m->ratios_count++] =
                (uint32_t)(tile->laplacian_squares * 1000 / (variance * tile->laplacians));
        }
    }
    memset(m->tiles, 0, sizeof m->tiles);
}

/*
 * A tile's Laplacians are those of its rows, the last of which comes when the row below it does,
 * and so falls into the next tile: a twentieth of them, which does no harm.
 */
static void on_row(void *ctx, const uint8_t *luma)
{
    struct measuring *const m = ctx;

    memcpy(m->rows[m->y % 3], luma, m->width_px);
    for (uint32_t x = 0; x < m->width_px; x++) {
        m->histogram[luma[x]]++;
    }
    add_to_cells(m, luma);
    add_to_tiles(m, luma);
    if (m->y >= 2) {
        add_laplacians(m, m->y - 1);
    }
    m->y++;
    if (m->y % TILE_PX == 0 || m->y == m->height_px) {
        close_tiles(m);
    }
}

static uint16_t thousandths(uint64_t part, uint64_t whole)
{
    return (uint16_t)((part * 1000 + whole / 2) / whole);
}

static void read_histogram(struct measuring *m)
{
    const uint64_t pixels = (uint64_t)m->width_px * m->height_px;
    uint64_t sum = 0;
    uint64_t below = 0;

    for (uint32_t level = 0; level < 256; level++) {
        sum += (uint64_t)level * m->histogram[level];
        below += m->histogram[level];
        if (level == BLACK) {
            m->quality.black = thousandths(below, pixels);
        }
        if (level == WHITE - 1) {
            m->quality.white = thousandths(pixels - below, pixels);
        }
        if (m->quality.light == 0 && below * 100 >= pixels * 99) {
            m->quality.light = thousandths(level, 255);
        }
    }
    m->quality.brightness = thousandths(sum, pixels * 255);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a;
    const uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static uint16_t median(uint32_t *ratios, size_t count)
{
    if (count < MIN_TILES) {
        return 0;
    }
    qsort(ratios, count, sizeof ratios[0], by_size);
    return (uint16_t)smaller(ratios[count / 2], UINT16_MAX);
}

enum askcam_status askcam_frame_quality_measure(const struct askcam_frame *frame,
                                                struct askcam_frame_quality *quality,
                                                struct askcam_error *err)
{
    struct measuring m = {.y = 0};
    const struct askcam_luma_callbacks callbacks = {&m, on_size, on_row};
    enum askcam_status status = askcam_frame_refuse_still(frame, "measured", err);

    if (status == ASKCAM_OK) {
        status = askcam_luma_rows(frame, ASKCAM_QUALITY_SIDE_PX, &callbacks, err);
    }
    if (status == ASKCAM_OK) {
        read_histogram(&m);
        m.quality.sharpness = median(m.ratios, m.ratios_count);
        *quality = m.quality;
    }
    return status;
}
