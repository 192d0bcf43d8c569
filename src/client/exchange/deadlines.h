/* SPDX-License-Identifier: MIT */
/*
 * deadlines.h - until when an exchange may take, at each of its stages.
 *
 * Each deadline counts from an event of its own, so that no byte moves a deadline that is not about
 * that byte:
 *   sending    last byte of the request + idle
 *   waiting    end of the request + first byte
 *   reading    last byte of the reply + idle, and last content + idle
 *   decided    the decision + grace
 * and config.deadline_ms before all of them.
 */
#ifndef ASKCAM_DEADLINES_H
#define ASKCAM_DEADLINES_H

#include "client.h"

/* The earliest of those that hold now. */
uint64_t askcam_client_limit_ms(const struct askcam_client *client);

/* Until when to wait for a byte: the limit, or a second from now for the sake of progress. */
uint64_t askcam_client_slice_ms(const struct askcam_client *client);

/*
 * To be called whenever something moved or a wait ended, also where nothing ever made us wait.
 * ASKCAM_OK; ASKCAM_ERR_CLOSED if time is up and the outcome is decided; ASKCAM_ERR_UNAVAILABLE
 * with a cause if it is not; ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_client_check(struct askcam_client *client);

#endif
