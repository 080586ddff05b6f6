/* tb-opening: somebody recorded a session and gets a key later. Does it open?
 *
 * Works from the bytes on the wire and the leaked key alone, as an eavesdropper has to; the secrets of the transcript are not looked at. RSA key
 * transport opens with the server's key; an ephemeral agreement does not, whatever leaks; a ticket sealed under a leaked ticket key opens the session it was made
 * from in TLS 1.2. In TLS 1.3 it would take a resumption without a new agreement (psk_ke), which the OpenSSL here never chooses. */
#pragma once

#include "tb-crypto.h"
#include "tb-key.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbLeak:
 * @TB_LEAK_SERVER_KEY: the private key of the server's certificate
 * @TB_LEAK_CLIENT_KEY: that of the client's
 * @TB_LEAK_TICKET_KEY: what the server seals its tickets with
 * @TB_LEAK_NOTHING: nothing: what everyone on the path sees
 */
typedef enum { TB_LEAK_NOTHING, TB_LEAK_SERVER_KEY, TB_LEAK_CLIENT_KEY, TB_LEAK_TICKET_KEY } TbLeak;

/**
 * TbOpening:
 * @opened: whether records under connection or application keys could be read
 * @reason: why, or why not: one English sentence marked for translation; static
 * @clause: where that is written; static
 * @plain: (element-type GBytes): what was read, one for each record under keys that could be opened, in order
 * @messages: (element-type guint): numbers of the transcript's messages these are
 * @leaks: (element-type utf8): what even the closed session tells: `server_name broker.lab`, `alpn mqtt`, `TLS 1.2 (0x0303)`, `cipher NAME`,
 *   `certificate server CN=...` and `staple 471`, in bytes (TLS 1.2), how many bytes each sealed record of a side holds: `sizes client 16 9`, and alerts in the
 *   open: `alert client unknown_ca`
 */
typedef struct
{
  gboolean opened;
  const char *reason;
  const char *clause;
  GPtrArray *plain;
  GArray *messages;
  GPtrArray *leaks;
} TbOpening;

TbOpening *tb_opening_new  (TbCrypto *crypto, TbTranscript *recorded, TbLeak leak, TbKey *key, GBytes *ticket_key, GError **error);
void       tb_opening_free (TbOpening *opening);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOpening, tb_opening_free)

G_END_DECLS
