/* SPDX-License-Identifier: MIT */
/*
 * san.c - see san.h.
 *
 * Extensions ::= SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, BOOLEAN DEFAULT FALSE, OCTET STRING };
 * the octets of id-ce-subjectAltName are SEQUENCE OF GeneralName, each a context tag.
 */
#include "san.h"

#include <mbedtls/asn1.h>
#include <string.h>

enum {
    TAG_SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
    TAG_DNS = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2,     /* dNSName [2] IA5String */
    TAG_ADDRESS = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7, /* iPAddress [7] OCTET STRING */
};

static const uint8_t SAN_OID[] = {0x55, 0x1D, 0x11}; /* 2.5.29.17 */

/* Steps into the element at *at, which must carry the tag; its end becomes *end. */
static bool enter(uint8_t **at, const uint8_t **end, int tag)
{
    size_t len = 0;

    if (mbedtls_asn1_get_tag(at, *end, &len, tag) != 0) {
        return false;
    }
    *end = *at + len; /* get_tag() has checked it against the old end */
    return true;
}

/* At one Extension: true, and *at .. *end is what its octet string holds, if it is the names'. */
static bool enter_names(uint8_t **at, const uint8_t **end)
{
    const uint8_t *oid_end = *end;
    int is_critical = 0;

    if (!enter(at, &oid_end, MBEDTLS_ASN1_OID) || oid_end - *at != sizeof SAN_OID ||
        memcmp(*at, SAN_OID, sizeof SAN_OID) != 0) {
        return false;
    }
    *at += sizeof SAN_OID;
    (void)mbedtls_asn1_get_bool(at, *end, &is_critical); /* optional; it leaves *at if absent */
    const uint8_t *const all_end = *end;
    return enter(at, end, MBEDTLS_ASN1_OCTET_STRING) && *end == all_end &&
           enter(at, end, TAG_SEQUENCE) && *end == all_end;
}

bool askcam_san_init(struct askcam_san *san, const uint8_t *extensions, size_t extensions_bytes)
{
    union {
        const uint8_t *in;
        uint8_t *out;
    } start = {.in = extensions}; /* for mbedTLS' reader, see struct askcam_san */
    uint8_t *at = start.out;
    const uint8_t *end = extensions_bytes == 0 ? extensions : extensions + extensions_bytes;

    *san = (struct askcam_san){.at = at, .end = at, .is_broken = true};
    if (extensions_bytes == 0 || !enter(&at, &end, TAG_SEQUENCE)) {
        return false;
    }
    while (at < end) {
        const uint8_t *one_end = end;
        if (!enter(&at, &one_end, TAG_SEQUENCE)) {
            return false;
        }
        uint8_t *inside = at;
        const uint8_t *inside_end = one_end;
        if (enter_names(&inside, &inside_end)) {
            *san = (struct askcam_san){.at = inside, .end = inside_end, .is_broken = false};
            return true;
        }
        at += one_end - at;
    }
    return false;
}

bool askcam_san_next(struct askcam_san *san, struct askcam_san_name *name)
{
    size_t len = 0;

    if (san->is_broken || san->at == san->end) {
        return false;
    }
    const int tag = *san->at;
    if (mbedtls_asn1_get_tag(&san->at, san->end, &len, tag) != 0) {
        san->is_broken = true;
        return false;
    }
    *name = (struct askcam_san_name){.kind = tag == TAG_DNS       ? ASKCAM_SAN_DNS
                                             : tag == TAG_ADDRESS ? ASKCAM_SAN_ADDRESS
                                                                  : ASKCAM_SAN_OTHER,
                                     .bytes = san->at,
                                     .bytes_len = len};
    san->at += len;
    return true;
}

bool askcam_san_has_address(const uint8_t *extensions, size_t extensions_bytes,
                            const uint8_t *address, size_t address_bytes)
{
    struct askcam_san san;
    struct askcam_san_name name;
    bool is_there = false;

    (void)askcam_san_init(&san, extensions, extensions_bytes); /* without names, next() is false */
    while (askcam_san_next(&san, &name)) {
        is_there =
            is_there || (name.kind == ASKCAM_SAN_ADDRESS && name.bytes_len == address_bytes &&
                         memcmp(name.bytes, address, address_bytes) == 0);
    }
    return is_there && !san.is_broken;
}
