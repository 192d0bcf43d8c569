# SPDX-License-Identifier: MIT
"""Every case; importing a module registers its own."""
from cases import (controls, fields, hdmi, listing, mjpeg, rights, usb_faults,  # noqa: F401
                   vivid_faults, vivid_formats, watch)
