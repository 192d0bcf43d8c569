/* SPDX-License-Identifier: MIT */
/* preview.c - see preview.h. */
#include "preview.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ascii_draw.h"
#include "chafa_draw.h"
#include "half_blocks.h"
#include "print.h"

enum {
    LINES_BELOW = 3,   /* what is printed under the picture, and the next prompt */
    CELL_WIDTH_PX = 8, /* of a terminal that does not tell; half as wide as high, as most are */
    CELL_HEIGHT_PX = 16,
    SIXELS_SIDE_PX = 1280, /* sixels are slow over a line, and no crop needs more */
    CELL_DETAIL = 4,       /* pixels across a character that chafa chooses by their shapes */
    SIXEL_PEN_PX = 2,
};

static bool has_colours(void)
{
    const char *const term = getenv("TERM");

    return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

/* LC_ALL=C is the user's word; without any locale UTF-8 works on most terminals. */
static bool wants_ascii(void)
{
    const char *const locale = getenv("LC_ALL");

    return locale != NULL && (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0);
}

enum askcam_status preview_check(const struct options *options, struct askcam_error *err)
{
    if (isatty(STDOUT_FILENO) != 1) {
        const struct askcam_error_context context = {
            "--preview", "run it on a terminal, or write the JPEG with -o FILE"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "standard output is not a terminal");
    }
    if (!has_colours()) {
        const struct askcam_error_context context = {"--preview",
                                                     "set TERM to its kind, such as xterm"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "TERM says the terminal has no colours");
    }
    if (options->output_json != 0) {
        const struct askcam_error_context context = {"--preview", "remove --output json"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "standard output is used for the picture");
    }
    if (options->plan.best_of > 1) {
        const struct askcam_error_context context = {"--preview", "remove --best-of"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "shows one frame as it comes");
    }
    return ASKCAM_OK;
}

/* Without chafa's knowledge of terminals. */
static bool has_24_bits(void)
{
    const char *const colours = getenv("COLORTERM");

    return colours != NULL && (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0);
}

static struct chafa_draw_place terminal_size(void)
{
    struct winsize size = {.ws_row = 0};
    struct chafa_draw_place place = {80, 24, CELL_WIDTH_PX, CELL_HEIGHT_PX};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        return place;
    }
    place.columns = size.ws_col;
    place.lines = size.ws_row;
    if (size.ws_xpixel >= size.ws_col && size.ws_ypixel >= size.ws_row) {
        place.cell_width_px = size.ws_xpixel / size.ws_col;
        place.cell_height_px = size.ws_ypixel / size.ws_row;
    }
    return place;
}

static uint32_t within(uint64_t value, uint64_t most)
{
    return value == 0 || most == 0 ? 1 : value > most ? (uint32_t)most : (uint32_t)value;
}

/* The characters of the terminal that the frame fills in its proportions, never enlarged. */
static struct chafa_draw_place place_of(const struct askcam_overview *overview, bool has_sixels)
{
    struct chafa_draw_place place = terminal_size();
    const uint64_t cell_width = place.cell_width_px;
    const uint64_t cell_height = place.cell_height_px;

    if (has_sixels) {
        place.columns = within(place.columns, SIXELS_SIDE_PX / cell_width);
        place.lines = within(place.lines, SIXELS_SIDE_PX / cell_height);
    }
    place.columns = within(place.columns, overview->width_px);
    place.lines = place.lines > LINES_BELOW ? place.lines - LINES_BELOW : 1;
    const uint64_t lines =
        (place.columns * cell_width * overview->height_px / overview->width_px + cell_height / 2) /
        cell_height;
    if (lines > place.lines) {
        place.columns = within(place.lines * cell_height * overview->width_px /
                                   overview->height_px / cell_width,
                               place.columns);
    } else {
        place.lines = within(lines, place.lines);
    }
    return place;
}

/* How many pixels of the frame are drawn there, and the width of the marks. */
static struct marked_image image_for(const struct chafa_draw_place *place,
                                     const struct askcam_overview *overview,
                                     const struct chafa_draw *chafa)
{
    uint32_t across = 1;
    uint32_t down = 2;

    if (chafa->terminal != NULL) {
        across = chafa->has_sixels ? place->cell_width_px : CELL_DETAIL;
        down = chafa->has_sixels ? place->cell_height_px : 2 * CELL_DETAIL;
    }
    struct marked_image image = {
        .width_px = within((uint64_t)place->columns * across, overview->width_px),
        .height_px = within((uint64_t)place->lines * down, overview->height_px)};
    image.pen_px =
        chafa->has_sixels ? SIXEL_PEN_PX : within(image.width_px / place->columns, across);
    return image;
}

static void take_row(void *ctx, uint32_t y, const uint8_t *rgb)
{
    const struct marked_image *const image = ctx;
    const size_t row_bytes = (size_t)image->width_px * 3;

    memcpy(image->rgb + y * row_bytes, rgb, row_bytes);
}

static enum askcam_status fill(struct marked_image *image, const struct askcam_picture *picture,
                               const struct askcam_overview *overview, struct askcam_error *err)
{
    const struct askcam_overview_callbacks callbacks = {.ctx = image, .row = take_row};
    const enum askcam_status status =
        askcam_overview_rows(picture, image->width_px, image->height_px, &callbacks, err);

    if (status == ASKCAM_OK) {
        marked_image_mark(image, overview);
    }
    return status;
}

/* What broke off in the middle must not leave the terminal waiting for more of it. */
static void clean_terminal(void)
{
    static const char clean[] = "\x1b\\\x1b[0m\n"; /* ST ends sixels; SGR 0 the colours */
    struct pollfd terminal = {.fd = STDOUT_FILENO, .events = POLLOUT};

    if (poll(&terminal, 1, 0) == 1) {
        const ssize_t ignored = write(STDOUT_FILENO, clean, sizeof clean - 1);
        (void)ignored; /* the failure that led here is reported */
    }
}

static enum askcam_status draw(struct program *program, const struct askcam_picture *picture,
                               const struct askcam_overview *overview,
                               const struct chafa_draw *chafa, struct askcam_error *err)
{
    const struct chafa_draw_place place = place_of(overview, chafa->has_sixels);
    struct marked_image image = image_for(&place, overview, chafa);

    image.rgb = malloc((size_t)image.width_px * image.height_px * 3);
    if (image.rgb == NULL) {
        const struct askcam_error_context context = {"--preview", "make the terminal smaller"};
        return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "no memory for the picture");
    }
    enum askcam_status status = fill(&image, picture, overview, err);
    if (status == ASKCAM_OK) {
        const struct askcam_sink out = out_raw_sink(program->out);
        status = chafa->terminal != NULL ? chafa_draw_write(chafa, &image, &place, out)
                 : wants_ascii()         ? ascii_draw_write(&image, out)
                                         : half_blocks_write(&image, has_24_bits(), out);
        status = status == ASKCAM_OK ? out_flush(program->out) : status;
        if (status != ASKCAM_OK && !wants_ascii()) {
            clean_terminal();
        }
    }
    free(image.rgb);
    return status;
}

static void print_rect(struct out *out, const char *name, const struct askcam_rect *rect)
{
    print_text(out, "; %s %" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32, name, rect->x, rect->y,
               rect->width, rect->height);
}

static void print_facts(struct out *out, const struct askcam_overview *overview,
                        const struct askcam_picture *picture)
{
    print_text(out, "frame %" PRIu32 "x%" PRIu32, overview->width_px, overview->height_px);
    if (picture->options.crop.width.value > 0) {
        print_rect(out, "crop", &overview->crop);
    }
    for (size_t i = 0; i < overview->masks_count; i++) {
        print_rect(out, "mask", &overview->masks[i]);
    }
    if (picture->options.rotate_degrees > 0) {
        print_text(out, "; then rotated %u", (unsigned)picture->options.rotate_degrees);
    }
    print_text(out, "; would be sent: %" PRIu32 "x%" PRIu32 ", %" PRIu64 " bytes\n",
               picture->width_px, picture->height_px, picture->size_bytes);
}

enum askcam_status preview_show(struct program *program, const struct askcam_picture *picture,
                                struct askcam_error *err)
{
    struct askcam_overview overview;
    struct chafa_draw chafa = {.terminal = NULL};

    enum askcam_status status = askcam_overview_init(&overview, picture, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    if (!wants_ascii()) {
        (void)chafa_draw_open(&chafa); /* without it characters are drawn */
    }
    status = draw(program, picture, &overview, &chafa, err);
    chafa_draw_close(&chafa);
    if (status == ASKCAM_OK) {
        print_facts(program->out, &overview, picture);
    }
    return status;
}
