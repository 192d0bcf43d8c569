/* SPDX-License-Identifier: MIT */
/* secure_session.c - offering and keeping sessions; see secure.h. */
#include <assert.h>

#include "secure.h"

bool askcam_secure_offer(struct askcam_secure *secure, const uint8_t *bytes, size_t bytes_len)
{
    mbedtls_ssl_session session;

    assert(secure->is_open && !secure->is_trusted);
    mbedtls_ssl_session_init(&session);
    secure->is_offered = mbedtls_ssl_session_load(&session, bytes, bytes_len) == 0 &&
                         mbedtls_ssl_set_session(&secure->ssl, &session) == 0;
    mbedtls_ssl_session_free(&session); /* set_session() has copied it */
    return secure->is_offered;
}

size_t askcam_secure_export(const struct askcam_secure *secure, uint8_t *buf, size_t cap_bytes)
{
    mbedtls_ssl_session session;
    size_t bytes_len = 0;

    assert(secure->is_trusted);
    mbedtls_ssl_session_init(&session);
    if (mbedtls_ssl_get_session(&secure->ssl, &session) != 0 ||
        mbedtls_ssl_session_save(&session, buf, cap_bytes, &bytes_len) != 0) {
        bytes_len = 0;
    }
    mbedtls_ssl_session_free(&session);
    return bytes_len;
}
