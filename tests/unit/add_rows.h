/* SPDX-License-Identifier: MIT */
/*
 * add_rows.h - a test of each row of a table, by the row's own name.
 *
 * Needs cmocka.h.  Expects in scope: rows[], a large enough array of struct CMUnitTest, and count,
 * how many it has.  The rows have a member `name`; the function finds its row in *state.
 */
#ifndef ASKCAM_TEST_ADD_ROWS_H
#define ASKCAM_TEST_ADD_ROWS_H

#define ADD_ROWS(table, function)                                                                  \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                                \
        union { /* cmocka takes void *, the tests only read */                                     \
            const void *read_only;                                                                 \
            void *plain;                                                                           \
        } row = {.read_only = &(table)[i]};                                                        \
        rows[count++] = (struct CMUnitTest){                                                       \
            .name = (table)[i].name, .test_func = (function), .initial_state = row.plain};         \
    }

#endif
