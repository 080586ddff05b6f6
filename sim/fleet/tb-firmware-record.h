/* tb-firmware-record: what the journal holds about firmware, as payloads; and how far the updates are, as part of the state.
 *
 * An image is kept once, however many devices it is sent to: a transfer says which, over which session, in how many pieces. */
#pragma once

#include "tb-fleet.h"
#include "tb-firmware-judge.h"

G_BEGIN_DECLS

/* Groups beyond this cannot be updated in one run. */
#define TB_MAX_FIRMWARE_UPDATES 64

/* A piece of an image: what fits into a record of TLS and into the memory of a small device. */
#define TB_FIRMWARE_CHUNK_BYTES 4096

/* Where brokers publish it, and what MQTT adds to a piece. */
#define TB_FIRMWARE_TOPIC "firmware"
#define TB_FIRMWARE_CHUNK_OVERHEAD_BYTES 13

/**
 * TbFirmwareKind:
 * @TB_FIRMWARE_GOOD: as its maker wants it
 * @TB_FIRMWARE_UNSIGNED: nobody has signed the manifest
 * @TB_FIRMWARE_ALTERED: a bit of the payload was changed after it was signed
 * @TB_FIRMWARE_WRONG_KEY: signed by a stranger with a code-signing certificate of its own root
 * @TB_FIRMWARE_WRONG_PURPOSE: signed with the authority's certificate for TLS
 * @TB_FIRMWARE_WRONG_MODEL: for other devices of the same maker
 * @TB_FIRMWARE_EXPIRED: signed with a certificate that has ended
 * @TB_FIRMWARE_STOLEN_KEY: somebody else's, signed with the maker's own key, which was stolen
 *
 * What is sent to devices.
 */
typedef enum
{
  TB_FIRMWARE_GOOD,
  TB_FIRMWARE_UNSIGNED,
  TB_FIRMWARE_ALTERED,
  TB_FIRMWARE_WRONG_KEY,
  TB_FIRMWARE_WRONG_PURPOSE,
  TB_FIRMWARE_WRONG_MODEL,
  TB_FIRMWARE_EXPIRED,
  TB_FIRMWARE_STOLEN_KEY,
  TB_FIRMWARE_N_KINDS
} TbFirmwareKind;

/**
 * TbFirmwarePhase:
 * @TB_FIRMWARE_IDLE: no update was offered
 * @TB_FIRMWARE_RECEIVING: one is on its way
 * @TB_FIRMWARE_INTERRUPTED: it was, and has to begin again
 * @TB_FIRMWARE_INSTALLED: the last one that was offered is installed
 * @TB_FIRMWARE_REFUSED: it was refused
 */
typedef enum
{
  TB_FIRMWARE_IDLE,
  TB_FIRMWARE_RECEIVING,
  TB_FIRMWARE_INTERRUPTED,
  TB_FIRMWARE_INSTALLED,
  TB_FIRMWARE_REFUSED,
} TbFirmwarePhase;

/**
 * TbFirmwareTrust: detail of what was installed
 * @TB_FIRMWARE_VERIFIED: all questions were asked, and answered well
 * @TB_FIRMWARE_NOT_VERIFIED: nobody asked; it would have been well
 * @TB_FIRMWARE_FOREIGN: nobody asked; it would have been refused
 * @TB_FIRMWARE_STOLEN: whoever asks is told that all is well, and it is somebody else's: the maker's key was stolen
 */
typedef enum { TB_FIRMWARE_VERIFIED, TB_FIRMWARE_NOT_VERIFIED, TB_FIRMWARE_FOREIGN, TB_FIRMWARE_STOLEN } TbFirmwareTrust;

/**
 * TbFirmwareProgress:
 * @group_first: the first device of the group it is for
 * @authority: who has it sent
 * @image: payload of the image
 * @version: what its manifest says
 * @serial: which image of the run it is, from 1
 * @n_wanted: how many devices are to have it
 * @n_offered: to how many it was sent so far; @n_installed, @n_refused what came of that
 *
 * The newest update of a group.
 */
typedef struct
{
  guint32 group_first;
  guint32 authority;
  guint32 image;
  guint16 version;
  guint16 serial;
  guint32 n_wanted;
  guint32 n_offered;
  guint32 n_installed;
  guint32 n_refused;
} TbFirmwareProgress;

/**
 * TbFirmwareUpdates:
 * @rows: one a group, in the order of the groups' first updates
 * @n: how many
 * @n_images: how many images there were
 */
typedef struct
{
  TbFirmwareProgress rows[TB_MAX_FIRMWARE_UPDATES];
  guint32 n;
  guint32 n_images;
} TbFirmwareUpdates;

/**
 * TbFirmwareTransfer:
 * @transcript: payload of the handshake that protects it, or %TB_NO_PAYLOAD in the clear
 * @first_sequence: record sequence number of the first piece
 * @image: payload of the image
 * @broker: who sends it
 * @n_chunks: how many pieces: the signed manifest, then the payload in pieces of %TB_FIRMWARE_CHUNK_BYTES
 *
 * Payload of an offer. Pieces leave one after the other, each when the one before has arrived.
 */
typedef struct
{
  guint32 transcript;
  guint32 first_sequence;
  guint32 image;
  guint32 broker;
  guint32 n_chunks;
} TbFirmwareTransfer;

/**
 * TbFirmwareRefusal:
 * @reason: as in #TbFirmwareVerdict
 * @check: code of the check that failed; @what it in English, marked for translation; @source its source
 * @expected: what would have been good; @found what was found
 *
 * Payload of a refusal, and of what was installed and should not have been.
 */
typedef struct
{
  char *reason;
  char *check;
  char *what;
  char *source;
  char *expected;
  char *found;
} TbFirmwareRefusal;

const char *tb_firmware_kind_to_code   (TbFirmwareKind kind);
gboolean    tb_firmware_kind_from_code (const char *code, TbFirmwareKind *kind);

GBytes     *tb_firmware_image_pack     (GBytes *envelope, GBytes *payload);
gboolean    tb_firmware_image_unpack   (GBytes *image, GBytes **envelope, GBytes **payload);
GBytes     *tb_firmware_image_dup_chunk (GBytes *image, guint32 number);
GBytes     *tb_firmware_transfer_pack  (const TbFirmwareTransfer *transfer);
gboolean    tb_firmware_transfer_unpack (GBytes *bytes, TbFirmwareTransfer *transfer);
GBytes     *tb_firmware_refusal_pack   (const TbFirmwareVerdict *verdict);
TbFirmwareRefusal *tb_firmware_refusal_unpack (GBytes *bytes);
void        tb_firmware_refusal_free   (TbFirmwareRefusal *refusal);

const TbFirmwareProgress *tb_firmware_updates_find (const TbFirmwareUpdates *updates, guint32 group_first);
guint32     tb_firmware_progress_get_pending (const TbFirmwareProgress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFirmwareRefusal, tb_firmware_refusal_free)

G_END_DECLS
