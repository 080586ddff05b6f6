/* tb-schedule-12: the key schedule of TLS 1.2 (RFC 5246 sections 6.3 and 8.1; RFC 7627): a premaster secret, a master secret, and one block of bytes
 * that is cut into keys. */
#include "tb-schedule-private.h"

#include <string.h>

#define RFC(section) "RFC 5246 section " section
#define CLIENT_KEY_EXCHANGE 16
#define FINISHED            20
#define MASTER_BYTES        48
#define VERIFY_DATA_BYTES   12

enum { PREMASTER_ECDH, PREMASTER_RSA, MASTER, MASTER_EXTENDED, MASTER_RESUMED, KEY_BLOCK, VERIFY_DATA };

static const TbScheduleRow rows[] = {
  [PREMASTER_ECDH] = { "premaster-secret", "premaster_secret", "ECDH", "", "SHARED_SECRET", -1,
    N_("What both compute from their own private and the other's public share; the certificate's key only signs, so it opens nothing later."),
    "RFC 8422 section 5.10" },
  [PREMASTER_RSA] = { "premaster-secret", "premaster_secret", "RSA decryption", "", "PREMASTER_SECRET", -1,
    N_("The client's choice, encrypted to the key of the server's certificate: whoever gets that key, even years later, reads the session."),
    RFC ("8.1.1") },
  [MASTER] = { "master-secret", "master_secret", "PRF", "master secret", "client_random", -1,
    N_("From the premaster secret and both random numbers; all keys of the session come from it."), RFC ("8.1") },
  [MASTER_EXTENDED] = { "master-secret", "master_secret", "PRF", "extended master secret", "client_random", -1,
    N_("From the premaster secret and a hash of the handshake, so that two sessions cannot be made to share it; all keys come from it."),
    "RFC 7627 section 4" },
  [MASTER_RESUMED] = { "master-secret", "master_secret", "ticket", "", "client_random", -1,
    N_("Taken over from the earlier session, as the ticket says: a resumed session of TLS 1.2 has no secret of its own."), "RFC 5077 section 3.1" },
  [KEY_BLOCK] = { "key-block", "key_block", "PRF", "key expansion", NULL, -1,
    N_("As many bytes as all keys need; the random numbers make them different in every session, a resumed one too."), RFC ("6.3") },
  [VERIFY_DATA] = { "@-finished", "verify_data of the @", "PRF", "@ finished", NULL, -1,
    N_("What this side's Finished says: a keyed hash over all messages before it. The same bytes are in the message."), RFC ("7.4.9") },
};

/* How the key block is cut, in this order. */
enum { MAC_KEY, WRITE_KEY, WRITE_IV, N_PARTS };

static const TbScheduleRow part_rows[] = {
  [MAC_KEY] = { "@-mac-key", "@_write_MAC_key", "part of key_block", "", NULL, TB_PROTECTION_APPLICATION,
    N_("The key of the hash that protects each record of this side against change."), RFC ("6.3") },
  [WRITE_KEY] = { "@-key", "@_write_key", "part of key_block", "", NULL, TB_PROTECTION_APPLICATION,
    N_("The key of the record cipher in this direction, from this side's ChangeCipherSpec on."), RFC ("6.3") },
  [WRITE_IV] = { "@-iv", "@_write_IV", "part of key_block", "", NULL, TB_PROTECTION_APPLICATION,
    N_("The part of every nonce that is not on the wire; the other part begins each record."), "RFC 5288 section 3" },
};

static GBytes *
randoms (const TbHelloView *first, const TbHelloView *second)
{
  guint8 both[2 * TB_HELLO_RANDOM_BYTES];

  memcpy (both, first->random, TB_HELLO_RANDOM_BYTES);
  memcpy (both + TB_HELLO_RANDOM_BYTES, second->random, TB_HELLO_RANDOM_BYTES);
  return g_bytes_new (both, sizeof both);
}

static int
add_prf (TbScheduleMaker *maker, const TbScheduleRow *row, const TbScheduleTerms *terms, gsize n_bytes)
{
  const char *label = tb_schedule_say (row->label, terms->owner, FALSE, 0);
  GBytes *secret = tb_schedule_get_value (maker, terms->inputs[0]);
  TbScheduleRow said = *row;

  said.label = label;
  return tb_schedule_add (maker, &said, terms, tb_derive_prf (maker->crypto, maker->suite, secret, label, terms->context, n_bytes));
}

/* --- the master secret --- */

static int
add_premaster (TbScheduleMaker *maker)
{
  return tb_schedule_add (maker, &rows[maker->suite->is_rsa ? PREMASTER_RSA : PREMASTER_ECDH], TB_TERMS (TB_BOTH_SIDES),
                          tb_schedule_get_logged (maker, maker->suite->is_rsa ? "PREMASTER_SECRET" : "SHARED_SECRET"));
}

static int
add_master (TbScheduleMaker *maker, const TbHelloView *client, const TbHelloView *server)
{
  int exchange = tb_schedule_find_message (maker->transcript, TB_SIDE_CLIENT, CLIENT_KEY_EXCHANGE, TB_NO_MESSAGE);
  g_autoptr (GBytes) context = NULL;

  if (exchange < 0)
    return tb_schedule_add (maker, &rows[MASTER_RESUMED], TB_TERMS (TB_BOTH_SIDES), NULL);
  if (!tb_hello_view_find (server, TB_EXTENSION_EXTENDED_MASTER, NULL))
    {
      context = randoms (client, server);
      return add_prf (maker, &rows[MASTER], TB_TERMS (TB_BOTH_SIDES, TB_FROM (add_premaster (maker)), .context = context), MASTER_BYTES);
    }
  context = tb_schedule_hash_to (maker, exchange);
  return add_prf (maker, &rows[MASTER_EXTENDED], TB_TERMS_HASHED (TB_BOTH_SIDES, context, exchange, TB_FROM (add_premaster (maker))), MASTER_BYTES);
}

/* --- the keys --- */

static void
add_part (TbScheduleMaker *maker, guint part, int owner, int block, gsize at, gsize n_bytes)
{
  GBytes *whole = tb_schedule_get_value (maker, block);
  TbScheduleRow row = part_rows[part];
  g_autofree char *where = g_strdup_printf ("%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT, at, at + n_bytes - 1);

  row.label = g_intern_string (where);
  tb_schedule_add (maker, &row, TB_TERMS (owner, TB_FROM (block)), whole != NULL ? g_bytes_new_from_bytes (whole, at, n_bytes) : NULL);
}

static void
add_keys (TbScheduleMaker *maker, int master, const TbHelloView *client, const TbHelloView *server)
{
  const gsize sizes[N_PARTS] = { [MAC_KEY] = maker->suite->n_mac, [WRITE_KEY] = maker->suite->n_key, [WRITE_IV] = maker->suite->n_iv };
  g_autoptr (GBytes) context = randoms (server, client);
  int block = add_prf (maker, &rows[KEY_BLOCK], TB_TERMS (TB_BOTH_SIDES, TB_FROM (master), .context = context), 2 * (sizes[MAC_KEY] + sizes[WRITE_KEY] + sizes[WRITE_IV]));
  gsize at = 0;

  for (guint part = 0; part < N_PARTS; part++)
    for (int owner = TB_SIDE_CLIENT; owner <= TB_SIDE_SERVER && sizes[part] > 0; owner++)
      {
        add_part (maker, part, owner, block, at, sizes[part]);
        at += sizes[part];
      }
}

static void
add_verify_data (TbScheduleMaker *maker, int owner, int master)
{
  int finished = tb_schedule_find_message (maker->transcript, owner, FINISHED, TB_NO_MESSAGE);
  g_autoptr (GBytes) hash = finished >= 0 ? tb_schedule_hash_to (maker, finished - 1) : NULL;

  if (hash != NULL)
    add_prf (maker, &rows[VERIFY_DATA], TB_TERMS_SENT (owner, hash, finished - 1, finished, TB_FROM (master)),
             VERIFY_DATA_BYTES);
}

/* Adds what the handshake came to: without a ClientKeyExchange there is a master secret only when an earlier session is resumed. */
void
tb_schedule_make_12 (TbScheduleMaker *maker)
{
  TbTranscript *transcript = maker->transcript;
  TbHelloView client, server;
  int client_hello, server_hello, master;
  gboolean is_retried;

  tb_schedule_find_hellos (transcript, &client_hello, &server_hello, &is_retried);
  if (!tb_schedule_read_hello (transcript, client_hello, &client) || !tb_schedule_read_hello (transcript, server_hello, &server)
      || tb_schedule_find_message (transcript, TB_BOTH_SIDES, FINISHED, TB_NO_MESSAGE) < 0)
    return;
  master = add_master (maker, &client, &server);
  add_keys (maker, master, &client, &server);
  add_verify_data (maker, TB_SIDE_CLIENT, master);
  add_verify_data (maker, TB_SIDE_SERVER, master);
}
