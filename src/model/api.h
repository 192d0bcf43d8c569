/* SPDX-License-Identifier: MIT */
/*
 * api.h - the two protocols of the service, by name.
 *
 * For: options and tables that choose one.
 */
#ifndef ASKCAM_API_H
#define ASKCAM_API_H

enum askcam_api {
    ASKCAM_API_OPENAI,    /* OpenAI-compatible chat completions */
    ASKCAM_API_DASHSCOPE, /* DashScope's own multimodal generation */
    ASKCAM_API_COUNT,
};

#endif
