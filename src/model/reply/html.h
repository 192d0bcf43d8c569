/* SPDX-License-Identifier: MIT */
/*
 * html.h - the words of a page of HTML, for a line of text.
 *
 * For: errors that a proxy or a load balancer sends instead of the service's.
 */
#ifndef ASKCAM_HTML_H
#define ASKCAM_HTML_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes look like the start of a page. */
bool askcam_html_is_page(const char *html, size_t html_bytes);

/*
 * Writes the page's title, or the start of its text if it has none; "" if there is neither.  The
 * page may be cut anywhere.  The secret is masked (server_text.h).
 */
void askcam_html_words(const char *html, size_t html_bytes, char *to, size_t to_bytes,
                       const char *secret);

#endif
