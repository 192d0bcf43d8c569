/* SPDX-License-Identifier: MIT */
/* fuzz_chat_reply_openai.c - any bytes, any cut: the same text and the same verdict. */
#include "chat_reply_sum.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    return fuzz_reply(ASKCAM_API_OPENAI, bytes, bytes_len);
}
