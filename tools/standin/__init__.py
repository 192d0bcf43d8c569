# SPDX-License-Identifier: MIT
"""A stand-in for the service that askcam talks to.  There is no model in it.

It speaks both of the service's APIs, checks every request strictly, really looks at the picture
(it measures the needle of askcam's drawn gauge), and misbehaves on request.  It shares nothing
with src/: what it knows, it knows from the vendor's pages.
"""
