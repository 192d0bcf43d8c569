/* SPDX-License-Identifier: MIT */
/*
 * regions.h - the servers of each region, as data of the catalogue.
 *
 * For: the base URL that --region and --workspace stand for, and the region whose prices hold at a
 * host.  A region has a name of ours (singapore) and one of the service (ap-southeast-1); some have
 * a shared server, and in all of them a workspace has a host of its own.
 * Must not know: keys, prices, options that override the URL.
 */
#ifndef ASKCAM_REGIONS_H
#define ASKCAM_REGIONS_H

#include "api.h"
#include "catalogue.h"
#include "error.h"

enum { ASKCAM_REGION_URL_BYTES = 256 };

/* Our name of a region, from that or the service's own; NULL: not in the catalogue.  Borrowed until
 * the catalogue is closed. */
const char *askcam_region_name(const struct askcam_catalogue *catalogue, const char *region);

/*
 * Writes the base URL of a region's shared server.  ASKCAM_ERR_USAGE, with a cause: there is no
 * such region, or only workspaces have servers in it.
 */
enum askcam_status askcam_region_url(const struct askcam_catalogue *catalogue, enum askcam_api api,
                                     const char *region, char url[ASKCAM_REGION_URL_BYTES],
                                     struct askcam_error *err);

/*
 * Writes the base URL of a workspace's own host; the region may also be one that the catalogue does
 * not have, by the service's name of it.  ASKCAM_ERR_USAGE, with a cause: the workspace is not one
 * label of a host name, or the region is not known.
 */
enum askcam_status askcam_workspace_url(const struct askcam_catalogue *catalogue,
                                        enum askcam_api api, const char *workspace,
                                        const char *region, char url[ASKCAM_REGION_URL_BYTES],
                                        struct askcam_error *err);

/* Our name of the region whose server, shared or of a workspace, a host is; NULL: of none. */
const char *askcam_region_of_host(const struct askcam_catalogue *catalogue, const char *host);

#endif
