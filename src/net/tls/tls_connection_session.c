/* SPDX-License-Identifier: MIT */
/* tls_connection_session.c - offering and keeping sessions; see tls_connection.h. */
#include <assert.h>

#include "tls_connection.h"

bool askcam_tls_connection_offer(struct askcam_tls_connection *connection, const uint8_t *bytes,
                                 size_t bytes_len)
{
    mbedtls_ssl_session session;

    assert(connection->is_open && !connection->is_trusted);
    mbedtls_ssl_session_init(&session);
    connection->is_offered = mbedtls_ssl_session_load(&session, bytes, bytes_len) == 0 &&
                             mbedtls_ssl_set_session(&connection->ssl, &session) == 0;
    mbedtls_ssl_session_free(&session); /* set_session() has copied it */
    return connection->is_offered;
}

size_t askcam_tls_connection_export(const struct askcam_tls_connection *connection, uint8_t *buf,
                                    size_t cap_bytes)
{
    mbedtls_ssl_session session;
    size_t bytes_len = 0;

    assert(connection->is_trusted);
    mbedtls_ssl_session_init(&session);
    if (mbedtls_ssl_get_session(&connection->ssl, &session) != 0 ||
        mbedtls_ssl_session_save(&session, buf, cap_bytes, &bytes_len) != 0) {
        bytes_len = 0;
    }
    mbedtls_ssl_session_free(&session);
    return bytes_len;
}
