/* SPDX-License-Identifier: MIT */
/*
 * gauge.c - see gauge.h, and pattern_draw.h for what it looks like.
 *
 * A pixel's colour is found by asking each part how much of the pixel it covers: from the distance
 * between the pixel's centre and the part's edge, which smooths edges over one pixel.  Lengths are
 * in radii, with y upwards, unless they end in _px.
 *
 * The maths library is not linked for this drawing alone: with it every process, also one that
 * sends a file, would be 0.4 MB larger.  So sines are a polynomial here, the nearest mark is found
 * by products instead of an angle, and sqrtf() is the processor's (see CMakeLists.txt).
 */
#include "gauge.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define PI 3.14159265F

enum {
    MARKS = ASKCAM_GAUGE_MARKS,
    MARKS_A_LABEL = 5, /* one every 10 */
    GLYPH_COLUMNS = 5,
    GLYPH_ROWS = 7,
    SAMPLES = 4, /* of a pixel of a glyph, in each direction */
};

#define DEGREES_AT_0   225.0F
#define DEGREES_SWEEP  270.0F
#define RING_INSIDE    0.955F
#define MARK_OUTSIDE   0.93F
#define MARK_INSIDE    0.87F
#define MARK_10_INSIDE 0.82F
#define MARK_HALF      0.006F
#define MARK_10_HALF   0.012F
#define LABEL_AT       0.68F
#define LABEL_REACH    0.18F  /* half of the diagonal of the widest label */
#define LABEL_DOT      0.017F /* of a glyph's 5x7 */
#define NEEDLE_TIP     0.8F
#define NEEDLE_HALF    0.022F

/* Digits as rows of five dots, the leftmost in bit 4. */
static const uint8_t GLYPHS[10][GLYPH_ROWS] = {
    {0x0E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E}, {0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E},
    {0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F}, {0x0E, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0E},
    {0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02}, {0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E},
    {0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E}, {0x1F, 0x01, 0x02, 0x04, 0x04, 0x08, 0x08},
    {0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E}, {0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C}};

/* A point of the dial, in radii and in the direction that it lies in. */
struct point {
    float x, y;
    float distance;
    float pixel; /* how long a pixel is */
};

/* -2 pi to 2 pi; exact to 1e-7 but for rounding: Taylor's series on the quarter next to 0. */
static float sine(float radians)
{
    float x = radians > PI ? radians - 2.0F * PI : radians < -PI ? radians + 2.0F * PI : radians;

    x = x > PI / 2.0F ? PI - x : x < -PI / 2.0F ? -PI - x : x;
    const float square = x * x;
    float sum = 1.0F;
    for (int i = 10; i >= 2; i -= 2) { /* 1 - x^2/(2*3) * (1 - x^2/(4*5) * (...)) */
        sum = 1.0F - sum * square / (float)(i * (i + 1));
    }
    return x * sum;
}

/* The direction of a place on the scale. */
static void direction_at(float marks, float direction[2])
{
    const float radians = (DEGREES_AT_0 - DEGREES_SWEEP * marks / MARKS) * PI / 180.0F;

    direction[0] = sine(PI / 2.0F - radians);
    direction[1] = sine(radians);
}

static float lesser(float a, float b)
{
    return a < b ? a : b;
}

static int floor_of(float value)
{
    const int whole = (int)value;

    return value < (float)whole ? whole - 1 : whole;
}

struct askcam_gauge askcam_gauge(uint32_t width_px, uint32_t height_px, uint32_t value_milli)
{
    const uint32_t shorter = width_px < height_px ? width_px : height_px;
    struct askcam_gauge gauge = {.centre_x = (float)width_px / 2.0F,
                                 .centre_y = (float)height_px / 2.0F,
                                 .radius = 0.42F * (float)shorter};

    direction_at((float)value_milli * MARKS / 100000.0F, gauge.needle);
    for (int mark = 0; mark <= MARKS; mark++) {
        direction_at((float)mark, gauge.marks[mark]);
    }
    return gauge;
}

/* How much of a pixel lies inside an edge that is `inside` radii away. */
static float cover(const struct point *point, float inside)
{
    const float part = inside / point->pixel + 0.5F;

    return part < 0.0F ? 0.0F : part > 1.0F ? 1.0F : part;
}

/* A straight stroke in a direction, from one distance to another. */
static float stroke(const struct point *point, const float direction[2], const float ends[2],
                    float half_width)
{
    const float along = point->x * direction[0] + point->y * direction[1];
    const float across = fabsf(point->y * direction[0] - point->x * direction[1]);
    const float inside = lesser(along - ends[0], ends[1] - along);

    return cover(point, lesser(half_width - across, inside));
}

/* Of every so many marks of the scale the one that is nearest in direction. */
static int nearest_mark(const struct askcam_gauge *gauge, const struct point *point, int every)
{
    float most = -2.0F; /* of the direction's cosines; a point lies within the circle */
    int nearest = 0;

    for (int mark = 0; mark <= MARKS; mark += every) {
        const float along = point->x * gauge->marks[mark][0] + point->y * gauge->marks[mark][1];
        if (along > most) {
            most = along;
            nearest = mark;
        }
    }
    return nearest;
}

static float mark_cover(const struct askcam_gauge *gauge, const struct point *point)
{
    if (point->distance < MARK_10_INSIDE - 2.0F * point->pixel) {
        return 0.0F; /* too far in for any: saves the search for it */
    }
    const int mark = nearest_mark(gauge, point, 1);
    const bool is_ten = mark % MARKS_A_LABEL == 0;
    const float ends[2] = {is_ten ? MARK_10_INSIDE : MARK_INSIDE, MARK_OUTSIDE};

    return stroke(point, gauge->marks[mark], ends, is_ten ? MARK_10_HALF : MARK_HALF);
}

static int digits_of(int number)
{
    return number >= 100 ? 3 : number >= 10 ? 2 : 1;
}

/* Whether a place in the row of a label's dots is black; each digit is followed by a gap. */
static bool is_dot(int number, int column, int row)
{
    const int digits = digits_of(number);
    const int index = column / (GLYPH_COLUMNS + 1);
    const int in_glyph = column % (GLYPH_COLUMNS + 1);

    if (column < 0 || row < 0 || row >= GLYPH_ROWS || index >= digits ||
        in_glyph >= GLYPH_COLUMNS) {
        return false;
    }
    for (int i = index + 1; i < digits; i++) {
        number /= 10;
    }
    return (GLYPHS[number % 10][row] >> (GLYPH_COLUMNS - 1 - in_glyph) & 1) != 0;
}

/* Which share of SAMPLES x SAMPLES places in the pixel is black; lengths here are in dots. */
static float dots_cover(int number, float column, float row, float pixel)
{
    int black = 0;

    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        const float across = ((float)(i % SAMPLES) + 0.5F) / SAMPLES - 0.5F;
        const int sample_row = i / SAMPLES;
        const float down = ((float)sample_row + 0.5F) / SAMPLES - 0.5F;
        black += is_dot(number, floor_of(column + across * pixel), floor_of(row + down * pixel));
    }
    return (float)black / (SAMPLES * SAMPLES);
}

/* The label of the nearest ten. */
static float label_cover(const struct askcam_gauge *gauge, const struct point *point)
{
    if (fabsf(point->distance - LABEL_AT) > LABEL_REACH) {
        return 0.0F;
    }
    const int mark = nearest_mark(gauge, point, MARKS_A_LABEL);
    const int number = mark * 2;
    const float columns = (float)(digits_of(number) * (GLYPH_COLUMNS + 1) - 1);
    const float column = (point->x - LABEL_AT * gauge->marks[mark][0]) / LABEL_DOT + columns / 2.0F;
    const float row = (LABEL_AT * gauge->marks[mark][1] - point->y) / LABEL_DOT + GLYPH_ROWS / 2.0F;
    const float pixel = point->pixel / LABEL_DOT;
    if (column < -pixel || column > columns + pixel || row < -pixel || row > GLYPH_ROWS + pixel) {
        return 0.0F;
    }
    return dots_cover(number, column, row, pixel);
}

static void paint(float colour[3], const float over[3], float covered)
{
    for (int i = 0; i < 3; i++) {
        colour[i] += (over[i] - colour[i]) * covered;
    }
}

void askcam_gauge_pixel(const struct askcam_gauge *gauge, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    static const float wall[3] = {168.0F, 174.0F, 180.0F};
    static const float black[3] = {16.0F, 16.0F, 16.0F};
    static const float white[3] = {244.0F, 244.0F, 244.0F};
    static const float red[3] = {214.0F, 16.0F, 24.0F};
    static const float needle_ends[2] = {0.0F, NEEDLE_TIP};
    struct point point = {.x = ((float)x + 0.5F - gauge->centre_x) / gauge->radius,
                          .y = (gauge->centre_y - (float)y - 0.5F) / gauge->radius,
                          .pixel = 1.0F / gauge->radius};
    float colour[3] = {wall[0], wall[1], wall[2]};

    point.distance = sqrtf(point.x * point.x + point.y * point.y);
    if (point.distance < 1.0F + point.pixel) {
        paint(colour, black, cover(&point, 1.0F - point.distance));
        paint(colour, white, cover(&point, RING_INSIDE - point.distance));
        paint(colour, black, mark_cover(gauge, &point));
        paint(colour, black, label_cover(gauge, &point));
        paint(colour, red, stroke(&point, gauge->needle, needle_ends, NEEDLE_HALF));
    }
    for (int i = 0; i < 3; i++) {
        rgb[i] = (uint8_t)(colour[i] + 0.5F);
    }
}
