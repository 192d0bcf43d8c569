# SPDX-License-Identifier: MIT
"""What the camera tests use: the guest, the stand-in server, pictures and how cases run."""
