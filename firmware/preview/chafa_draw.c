/* SPDX-License-Identifier: MIT */
/*
 * chafa_draw.c - see chafa_draw.h.
 *
 * Declared here is the little that is used of chafa's documented interface
 * (https://hpjansson.org/chafa/ref/), so that building askcam does not need its headers.
 */
#include "chafa_draw.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

/* Values of chafa's enums, which only ever grow at their ends. */
enum {
    SEQ_24_BITS = 33, /* ChafaTermSeq: text and ground in such colours, */
    SEQ_256 = 36,
    SEQ_16 = 39,
    SEQ_SIXELS = 40,  /* or pixels */
    MODE_24_BITS = 0, /* ChafaCanvasMode */
    MODE_256 = 1,
    MODE_16 = 3,
    MODE_8 = 6,
    PIXELS_AS_SYMBOLS = 0, /* ChafaPixelMode */
    PIXELS_AS_SIXELS = 1,
    RGB8 = 8,          /* ChafaPixelType */
    SYMBOLS = 1 << 0 | /* ChafaSymbolTags: space, */
              1 << 1 | /* solid, */
              1 << 7 | /* quarters, */
              1 << 8 | /* halves on one another, */
              1 << 9,  /* halves side by side */
};

/* GLib's GString, as its documentation lays it open. */
struct string {
    char *text;
    size_t bytes;
    size_t cap_bytes;
};

static struct {
    void *(*symbols_new)(void);
    void (*symbols_add)(void *symbols, int tags);
    void (*symbols_unref)(void *symbols);
    void *(*config_new)(void);
    void (*config_set_symbols)(void *config, const void *symbols);
    void (*config_set_size)(void *config, int width, int height);
    void (*config_set_cell)(void *config, int width_px, int height_px);
    void (*config_set_colours)(void *config, int mode);
    void (*config_set_pixels)(void *config, int mode);
    void (*config_set_preprocessing)(void *config, int enabled);
    void (*config_unref)(void *config);
    void *(*canvas_new)(const void *config);
    void (*canvas_draw)(void *canvas, int type, const uint8_t *pixels, int width, int height,
                        int row_bytes);
    struct string *(*canvas_print)(void *canvas, void *terminal);
    void (*canvas_unref)(void *canvas);
    void *(*terminals)(void);
    void *(*terminal_detect)(void *terminals, char **environment);
    int (*terminal_has)(const void *terminal, int sequence);
    void (*terminal_unref)(void *terminal);
    char *(*string_free)(struct string *string, int with_text);
} chafa;

static const struct {
    const char *name;
    void *function;
} FUNCTIONS[] = {
    {"chafa_symbol_map_new", &chafa.symbols_new},
    {"chafa_symbol_map_add_by_tags", &chafa.symbols_add},
    {"chafa_symbol_map_unref", &chafa.symbols_unref},
    {"chafa_canvas_config_new", &chafa.config_new},
    {"chafa_canvas_config_set_symbol_map", &chafa.config_set_symbols},
    {"chafa_canvas_config_set_geometry", &chafa.config_set_size},
    {"chafa_canvas_config_set_cell_geometry", &chafa.config_set_cell},
    {"chafa_canvas_config_set_canvas_mode", &chafa.config_set_colours},
    {"chafa_canvas_config_set_pixel_mode", &chafa.config_set_pixels},
    {"chafa_canvas_config_set_preprocessing_enabled", &chafa.config_set_preprocessing},
    {"chafa_canvas_config_unref", &chafa.config_unref},
    {"chafa_canvas_new", &chafa.canvas_new},
    {"chafa_canvas_draw_all_pixels", &chafa.canvas_draw},
    {"chafa_canvas_print", &chafa.canvas_print},
    {"chafa_canvas_unref", &chafa.canvas_unref},
    {"chafa_term_db_get_default", &chafa.terminals},
    {"chafa_term_db_detect", &chafa.terminal_detect},
    {"chafa_term_info_have_seq", &chafa.terminal_has},
    {"chafa_term_info_unref", &chafa.terminal_unref},
    {"g_string_free", &chafa.string_free}, /* of GLib, which comes with it */
};

/* POSIX lets a function pointer be had from dlsym() through its bytes only. */
static bool find_all(void *library)
{
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
        void *const symbol = dlsym(library, FUNCTIONS[i].name);
        if (symbol == NULL) {
            return false;
        }
        memcpy(FUNCTIONS[i].function, &symbol, sizeof symbol);
    }
    return true;
}

/* What the terminal can show, the best first. */
static int colours_of(const struct chafa_draw *draw)
{
    static const struct {
        int sequence;
        int mode;
    } rows[] = {{SEQ_SIXELS, MODE_24_BITS},
                {SEQ_24_BITS, MODE_24_BITS},
                {SEQ_256, MODE_256},
                {SEQ_16, MODE_16}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (chafa.terminal_has(draw->terminal, rows[i].sequence) != 0) {
            return rows[i].mode;
        }
    }
    return MODE_8;
}

bool chafa_draw_open(struct chafa_draw *draw)
{
    void *const library = dlopen("libchafa.so.0", RTLD_NOW | RTLD_LOCAL);

    *draw = (struct chafa_draw){.terminal = NULL};
    if (library == NULL) {
        return false;
    }
    if (!find_all(library)) {
        (void)dlclose(library); /* another version */
        return false;
    }
    draw->terminal = chafa.terminal_detect(chafa.terminals(), environ);
    draw->has_sixels = chafa.terminal_has(draw->terminal, SEQ_SIXELS) != 0;
    return true;
}

static void *make_canvas(const struct chafa_draw *draw, const struct chafa_draw_place *place)
{
    void *const symbols = chafa.symbols_new();
    void *const config = chafa.config_new();

    chafa.symbols_add(symbols, SYMBOLS);
    chafa.config_set_symbols(config, symbols);
    chafa.config_set_size(config, (int)place->columns, (int)place->lines);
    chafa.config_set_cell(config, (int)place->cell_width_px, (int)place->cell_height_px);
    chafa.config_set_colours(config, colours_of(draw));
    chafa.config_set_pixels(config, draw->has_sixels ? PIXELS_AS_SIXELS : PIXELS_AS_SYMBOLS);
    chafa.config_set_preprocessing(config, 0); /* it would brighten the picture */
    void *const canvas = chafa.canvas_new(config);
    chafa.config_unref(config);
    chafa.symbols_unref(symbols);
    return canvas;
}

enum askcam_status chafa_draw_write(const struct chafa_draw *draw, const struct marked_image *image,
                                    const struct chafa_draw_place *place, struct askcam_sink out)
{
    void *const canvas = make_canvas(draw, place);

    chafa.canvas_draw(canvas, RGB8, image->rgb, (int)image->width_px, (int)image->height_px,
                      (int)image->width_px * 3);
    struct string *const text = chafa.canvas_print(canvas, draw->terminal);
    enum askcam_status status = askcam_sink_write(out, text->text, text->bytes);
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(out, "\n", 1);
    }
    (void)chafa.string_free(text, 1);
    chafa.canvas_unref(canvas);
    return status;
}

void chafa_draw_close(struct chafa_draw *draw)
{
    if (draw->terminal != NULL) { /* the library stays: its threads may */
        chafa.terminal_unref(draw->terminal);
    }
    draw->terminal = NULL;
}
