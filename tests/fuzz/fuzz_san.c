/* SPDX-License-Identifier: MIT */
/*
 * fuzz_san.c - any bytes as a certificate's extensions: every name lies inside them, and an address
 * is there exactly if a sound walk meets it.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "san.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct askcam_san san;
    struct askcam_san_name name;
    const uint8_t *address = NULL;
    size_t address_bytes = 0;

    (void)askcam_san_init(&san, data, size);
    while (askcam_san_next(&san, &name)) {
        assert(name.bytes >= data && name.bytes_len <= size);
        assert(name.bytes + name.bytes_len <= data + size);
        if (name.kind == ASKCAM_SAN_ADDRESS) {
            address = name.bytes;
            address_bytes = name.bytes_len;
        }
    }
    if (address != NULL) {
        assert(askcam_san_has_address(data, size, address, address_bytes) == !san.is_broken);
    }
    return 0;
}
