# SPDX-License-Identifier: MIT
"""What the camera tests stand on: the guest, the stand-in server, pictures and how cases run."""
