/* SPDX-License-Identifier: MIT */
/*
 * trust.c - see trust.h.
 *
 * A place is only a hint.  What is read there is trusted because it is in the bundle, not because
 * a record names it, so a wrong or forged place can at worst name another root that is trusted
 * anyway.
 */
#include "trust.h"

#include <errno.h>
#include <mbedtls/base64.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "mbed.h"
#include "net_text.h"
#include "pem_file.h"

#define GIVE_PEM "name a PEM file of CA certificates with --ca-file"

static const char *const SYSTEM_BUNDLES[] = {
    "/etc/ssl/certs/ca-certificates.crt", /* Debian, Alpine, Arch, Buildroot */
    "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora */
    "/etc/ssl/cert.pem",                  /* Alpine, OpenWrt, the BSDs */
};

static bool stamp(struct askcam_trust *trust, const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0) {
        return false;
    }
    *trust = (struct askcam_trust){.path = path,
                                   .stamp = {.device = (uint64_t)info.st_dev,
                                             .inode = (uint64_t)info.st_ino,
                                             .size_bytes = (uint64_t)info.st_size,
                                             .modified_s = (uint64_t)info.st_mtim.tv_sec,
                                             .modified_ns = (uint64_t)info.st_mtim.tv_nsec,
                                             .changed_s = (uint64_t)info.st_ctim.tv_sec,
                                             .changed_ns = (uint64_t)info.st_ctim.tv_nsec}};
    return true;
}

static enum askcam_status fail_file(const char *path, int number, struct askcam_error *err)
{
    const struct askcam_net_text *text = askcam_net_text_of_errno(number);
    const char *why = number == ENOENT   ? "no such file"
                      : number == EACCES ? "permission denied"
                      : number == EINVAL ? "not a regular file"
                                         : NULL;
    const struct askcam_error_context context = {path, GIVE_PEM};

    if (text->kind == ASKCAM_ERR_INTERNAL) {
        return askcam_fail(err, text->kind, (struct askcam_error_context){path, text->hint}, "%s",
                           text->why);
    }
    return why != NULL
               ? askcam_fail(err, ASKCAM_ERR_CONFIG, context, "%s", why)
               : askcam_fail(err, ASKCAM_ERR_CONFIG, context, "cannot be read (error %d)", number);
}

enum askcam_status askcam_trust_fail(const struct askcam_trust *trust, int number,
                                     struct askcam_error *err)
{
    return fail_file(trust->path, number, err);
}

enum askcam_status askcam_trust_find(struct askcam_trust *trust, const char *ca_file,
                                     struct askcam_error *err)
{
    if (ca_file != NULL) {
        return stamp(trust, ca_file) ? ASKCAM_OK : fail_file(ca_file, errno, err);
    }
    for (size_t i = 0; i < sizeof SYSTEM_BUNDLES / sizeof SYSTEM_BUNDLES[0]; i++) {
        if (stamp(trust, SYSTEM_BUNDLES[i])) {
            return ASKCAM_OK;
        }
    }
    return askcam_fail(err, ASKCAM_ERR_CONFIG,
                       (struct askcam_error_context){
                           SYSTEM_BUNDLES[0], "install the package ca-certificates, or " GIVE_PEM},
                       "this system has no CA certificates");
}

/* Adds the certificate of the block that pem holds; mbedTLS' code if it is none. */
static int parse_block(const struct askcam_pem_file *pem, mbedtls_x509_crt *chain)
{
    /* mbedTLS knows PEM from DER by the '\0', which must be counted. */
    return mbedtls_x509_crt_parse(chain, (const unsigned char *)pem->block, pem->block_bytes + 1);
}

enum askcam_status askcam_trust_check(const struct askcam_trust *trust, struct askcam_error *err)
{
    struct askcam_pem_file pem;
    mbedtls_x509_crt one;
    int code = -1;

    if (!askcam_pem_open(&pem, trust->path, 0)) {
        return fail_file(trust->path, errno, err);
    }
    /* Some may be broken: they are skipped. */
    while (code != 0 && !askcam_mbed_is_out_of_memory(code) && askcam_pem_next(&pem)) {
        mbedtls_x509_crt_init(&one);
        code = parse_block(&pem, &one);
        mbedtls_x509_crt_free(&one);
    }
    askcam_pem_close(&pem);
    if (askcam_mbed_is_out_of_memory(code)) {
        return fail_file(trust->path, ENOMEM, err);
    }
    return code == 0 ? ASKCAM_OK
                     : askcam_fail(err, ASKCAM_ERR_CONFIG,
                                   (struct askcam_error_context){trust->path, GIVE_PEM},
                                   "contains no PEM certificate");
}

static bool is_like(const mbedtls_x509_buf *one, const mbedtls_x509_buf *two)
{
    return one->len == two->len &&
           (one->len == 0 ||
            strncasecmp((const char *)one->p, (const char *)two->p, one->len) == 0);
}

/*
 * Never stricter than mbedTLS' own comparison, which decides: this one compares neither
 * the types of the strings nor at what is merged into one set.
 */
static bool may_be_same(const mbedtls_x509_name *one, const mbedtls_x509_name *two)
{
    while (one != NULL && two != NULL && is_like(&one->oid, &two->oid) &&
           is_like(&one->val, &two->val)) {
        one = one->next;
        two = two->next;
    }
    return one == NULL && two == NULL;
}

static bool is_named_as_issuer(const mbedtls_x509_crt *root, const mbedtls_x509_crt *shown)
{
    const mbedtls_x509_crt *item = shown;

    while (item != NULL && !may_be_same(&item->issuer, &root->subject)) {
        item = item->next;
    }
    return item != NULL;
}

/* Adds the block's certificate to chain if one of shown names it; mbedTLS' code. */
static int add_if_named(const struct askcam_pem_file *pem, const mbedtls_x509_crt *shown,
                        mbedtls_x509_crt *chain)
{
    mbedtls_x509_crt root;

    mbedtls_x509_crt_init(&root);
    int code = parse_block(pem, &root);
    if (code == 0 && is_named_as_issuer(&root, shown)) {
        code = mbedtls_x509_crt_parse_der(chain, root.raw.p, root.raw.len);
    }
    mbedtls_x509_crt_free(&root);
    return code;
}

int askcam_trust_load_issuers(const struct askcam_trust *trust, const mbedtls_x509_crt *shown,
                              mbedtls_x509_crt *chain)
{
    struct askcam_pem_file pem;
    int code = 0;

    if (!askcam_pem_open(&pem, trust->path, 0)) {
        return MBEDTLS_ERR_X509_FILE_IO_ERROR;
    }
    while (!askcam_mbed_is_out_of_memory(code) && askcam_pem_next(&pem)) {
        code = add_if_named(&pem, shown, chain); /* those that are broken are skipped */
    }
    askcam_pem_close(&pem);
    return askcam_mbed_is_out_of_memory(code) ? code : 0;
}

bool askcam_trust_load_one(const struct askcam_trust *trust, struct askcam_trust_place place,
                           mbedtls_x509_crt *chain)
{
    struct askcam_pem_file pem;

    if (place.size_bytes == 0 || !askcam_pem_open(&pem, trust->path, place.offset)) {
        return false;
    }
    const bool is_there = askcam_pem_next(&pem) && pem.block_at == place.offset &&
                          pem.block_bytes == place.size_bytes && parse_block(&pem, chain) == 0;
    askcam_pem_close(&pem);
    return is_there;
}

/* The block's DER equals der; comparing bytes is cheaper than parsing the certificate. */
static bool block_is(const struct askcam_pem_file *pem, const mbedtls_x509_buf *der)
{
    unsigned char block_der[ASKCAM_PEM_BLOCK_BYTES];
    const char *text = strchr(pem->block, '\n');
    const char *end = text == NULL ? NULL : strstr(text, "-----END");
    size_t block_der_bytes = 0;

    return end != NULL &&
           mbedtls_base64_decode(block_der, sizeof block_der, &block_der_bytes,
                                 (const unsigned char *)text + 1, (size_t)(end - text) - 1) == 0 &&
           block_der_bytes == der->len && memcmp(block_der, der->p, der->len) == 0;
}

struct askcam_trust_place askcam_trust_locate(const struct askcam_trust *trust,
                                              const mbedtls_x509_buf *der)
{
    struct askcam_trust_place place = {0, 0};
    struct askcam_pem_file pem;

    if (!askcam_pem_open(&pem, trust->path, 0)) {
        return place;
    }
    while (place.size_bytes == 0 && askcam_pem_next(&pem)) {
        if (block_is(&pem, der)) {
            place = (struct askcam_trust_place){pem.block_at, (uint32_t)pem.block_bytes};
        }
    }
    askcam_pem_close(&pem);
    return place;
}
