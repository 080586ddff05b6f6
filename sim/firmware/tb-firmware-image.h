/* tb-firmware-image: a firmware image on its way to a device: the payload, and a signed manifest that says what the payload is.
 *
 * The manifest travels in a CMS SignedData (RFC 5652), the payload beside it, bound by size and SHA-256: the parts that RFC 9124 wants of a manifest and
 * little more. The standard for it is SUIT; this is a small stand-in that the openssl program can read. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_FIRMWARE_MAX_PAYLOAD_BYTES:
 *
 * The largest payload: 64 MiB.
 */
#define TB_FIRMWARE_MAX_PAYLOAD_BYTES (64 * 1024 * 1024)

/**
 * TB_FIRMWARE_MAX_ENVELOPE_BYTES:
 *
 * The largest signed manifest that is read, certificates and all: 64 KiB.
 */
#define TB_FIRMWARE_MAX_ENVELOPE_BYTES (64 * 1024)

/**
 * TB_FIRMWARE_MAX_VERSION:
 *
 * Versions are counted from 1; 0 stands for no firmware.
 */
#define TB_FIRMWARE_MAX_VERSION 65535

/**
 * TbFirmwareManifest:
 * @vendor: who makes the devices
 * @model: for which devices it is, such as `lock`
 * @version: a sequence number: a later image has a larger one
 * @size_bytes: of the payload
 * @sha256: of the payload, 64 digits
 * @created_us: when the manifest was made, unix time, whole seconds
 */
typedef struct
{
  char *vendor;
  char *model;
  guint version;
  guint64 size_bytes;
  char *sha256;
  gint64 created_us;
} TbFirmwareManifest;

TbFirmwareManifest *tb_firmware_manifest_new   (const char *vendor, const char *model, guint version, GBytes *payload, gint64 created_us, GError **error);
TbFirmwareManifest *tb_firmware_manifest_read  (GBytes *text, GError **error);
GBytes             *tb_firmware_manifest_write (const TbFirmwareManifest *manifest);
void                tb_firmware_manifest_free  (TbFirmwareManifest *manifest);

GBytes             *tb_firmware_sign           (GBytes *manifest, TbIdentity *signer, TbStream *stream, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFirmwareManifest, tb_firmware_manifest_free)

G_END_DECLS
