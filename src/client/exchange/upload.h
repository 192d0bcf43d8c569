/* SPDX-License-Identifier: MIT */
/* upload.h - the request of an exchange on its way out. */
#ifndef ASKCAM_UPLOAD_H
#define ASKCAM_UPLOAD_H

#include "client.h"

/*
 * Sends head and body, and takes what the reply already says in between.  ASKCAM_ERR_STOPPED if
 * the rest need not be sent, ASKCAM_ERR_CLOSED if the server takes no more; else as
 * askcam_client_exchange() says.
 */
enum askcam_status askcam_client_send_request(struct askcam_client *client);

#endif
