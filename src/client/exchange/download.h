/* SPDX-License-Identifier: MIT */
/* download.h - the reply of an exchange: from the connection through the ring to the callbacks. */
#ifndef ASKCAM_DOWNLOAD_H
#define ASKCAM_DOWNLOAD_H

#include "client.h"

/* Starts an empty reply. */
void askcam_client_reply_start(struct askcam_client *client);

/*
 * Takes the bytes that are there, without waiting.  ASKCAM_ERR_STOPPED once the rest of the
 * request need not be sent; else as askcam_client_read_reply().
 */
enum askcam_status askcam_client_read_ready(struct askcam_client *client);

/*
 * Reads until the reply is whole or enough (ASKCAM_OK), or cannot go on: ASKCAM_ERR_CLOSED if it
 * broke off or is not worth waiting for, ASKCAM_ERR_PROTOCOL with the cause in client->http_err,
 * and what the callbacks and the deadlines say.
 */
enum askcam_status askcam_client_read_reply(struct askcam_client *client);

#endif
