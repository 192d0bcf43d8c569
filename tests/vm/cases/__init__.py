# SPDX-License-Identifier: MIT
"""Every case; importing a module registers its own."""
from cases import controls, listing, mjpeg, rights, usb_faults, vivid_faults, vivid_formats  # noqa: F401
