/* SPDX-License-Identifier: MIT */
/*
 * setup.h - from options to the model, the server and its key.
 *
 * For: commands that ask.  What can be checked without a network is checked here, before it is
 * touched.  The pictures are those of setup_pictures.h.
 */
#ifndef ASKCAM_SETUP_H
#define ASKCAM_SETUP_H

#include "catalogue.h"
#include "error.h"
#include "host.h"
#include "key.h"
#include "options.h"
#include "paths.h"

/*
 * The schema file's text, to be freed by the caller; NULL if there is none.
 * ASKCAM_ERR_CONFIG if it cannot be read or is not a JSON object.
 */
enum askcam_status setup_schema(char **text, const struct options *options,
                                const struct askcam_host *host, struct askcam_error *err);

/* The models: the built-in ones, and models.json in the user's settings folder over them. */
struct setup_catalogue {
    struct askcam_catalogue catalogue;
    char *text; /* of the user's file; NULL if there is none */
    char path[ASKCAM_STORE_PATH_BYTES];
};

enum askcam_status setup_catalogue(struct setup_catalogue *setup, const struct askcam_host *host,
                                   struct askcam_error *err);

/*
 * The base URL in force, without the path of the call.  Plain http is for loopback, and with
 * --allow-http for the local network, which is checked as far as it can be without a look-up; then
 * --api-key-file is ASKCAM_ERR_USAGE.
 */
enum askcam_status setup_url(struct askcam_url *url, const struct options *options,
                             const struct setup_catalogue *setup, struct askcam_error *err);

/* The region whose server url is, by our name of it; "": of none that is known. */
void setup_region(const struct options *options, const struct setup_catalogue *setup,
                  const struct askcam_url *url, char region[ASKCAM_PRICE_WORD_BYTES]);

/*
 * The model's price at the server of url: that of the user's own file for its base URL, else that
 * of the region, from setup_region().  NULL: not known, or a loopback server, which costs nothing.
 */
const struct askcam_price *setup_price(const char *region, const struct askcam_model *model,
                                       const struct askcam_url *url);

/* Plain http to the local network: no key is ever sent there. */
bool setup_is_keyless(const struct askcam_url *url);

/* The variable whose key the host of the URL may get; "" if none belongs to it. */
void setup_key_variable(const struct setup_catalogue *setup, const struct askcam_url *url,
                        char variable[KEY_VARIABLE_BYTES]);

/* What the key is looked for with; borrows its arguments.  A loopback server needs none. */
struct key_request setup_key_request(const struct options *options, const struct askcam_url *url,
                                     const char *variable);

/* Idempotent, also on a zeroed one. */
void setup_catalogue_close(struct setup_catalogue *setup);

#endif
