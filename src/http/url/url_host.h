/* SPDX-License-Identifier: MIT */
/*
 * url_host.h - host names and addresses as they are written in URLs.
 *
 * For: url.c only; url.h is the interface.
 */
#ifndef ASKCAM_URL_HOST_H
#define ASKCAM_URL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ASKCAM_IPV6_GROUPS = 8 };

/* Letters, digits, '-' and '_' in labels between single dots. */
bool askcam_host_is_name(const char *text, size_t bytes);

/* Four decimal numbers up to 255 without leading zeros; no other way to write an address. */
bool askcam_host_is_ipv4(const char *text, size_t bytes, uint8_t address[4]);

/* RFC 4291 section 2.2, without a zone. */
bool askcam_host_is_ipv6(const char *text, size_t bytes, uint16_t address[ASKCAM_IPV6_GROUPS]);

#endif
