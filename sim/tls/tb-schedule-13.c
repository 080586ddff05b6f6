/* tb-schedule-13: the key schedule of TLS 1.3 (RFC 9846 section 7): from a ticket's key and a shared secret down to the key of every record. */
#include "tb-schedule-private.h"

#define RFC(section) "RFC 9846 section " section
#define FINISHED           20
#define NEW_SESSION_TICKET 4
#define KEY_UPDATE         24
#define GROUP_HYBRID       0x11ec

enum
{
  PSK, EARLY, BINDER_KEY, BINDER_FINISHED_KEY, BINDER, EARLY_DERIVED, SHARED, HANDSHAKE, HANDSHAKE_TRAFFIC, HANDSHAKE_KEY, HANDSHAKE_IV, FINISHED_KEY,
  VERIFY_DATA, HANDSHAKE_DERIVED, MAIN, TRAFFIC, TRAFFIC_KEY, TRAFFIC_IV, TRAFFIC_NEXT, EXPORTER, RESUMPTION, TICKET_PSK
};

static const TbScheduleRow rows[] = {
  [PSK] = { "psk", "PSK", "HKDF-Expand-Label", "resumption", "PSK", -1,
    N_("What the earlier handshake left behind: the key that belongs to the ticket the client shows. It makes certificates unnecessary."), RFC ("4.7.1") },
  [EARLY] = { "early-secret", "Early Secret", "HKDF-Extract", "", NULL, -1,
    N_("The beginning: the ticket's key goes in here, or zeros when the handshake is a full one."), RFC ("7.1") },
  [BINDER_KEY] = { "binder-key", "binder_key", "Derive-Secret", "res binder", NULL, -1,
    N_("Ties a ticket to the ClientHello in which it is shown, so that nobody can use a ticket that was copied off the wire."), RFC ("7.1") },
  [BINDER_FINISHED_KEY] = { "binder-finished-key", "finished_key of the binder", "HKDF-Expand-Label", "finished", NULL, -1,
    N_("The key of the keyed hash that is the binder."), RFC ("4.3.11") },
  [BINDER] = { "binder", "PskBinderEntry", "HMAC", "", NULL, -1,
    N_("Proves that the client knows the key of its ticket; it is the last field of the ClientHello."), RFC ("4.3.11") },
  [EARLY_DERIVED] = { "early-derived", "Derived from the Early Secret", "Derive-Secret", "derived", NULL, -1,
    N_("Keeps the stages apart: who learns a later secret cannot go back to an earlier one."), RFC ("7.1") },
  [SHARED] = { "shared-secret", "Shared secret", "ECDH", "", "SHARED_SECRET", -1,
    N_("What both compute from their own private and the other's public key share. Nobody on the path can, and both forget it: forward secrecy."),
    RFC ("7.4") },
  [HANDSHAKE] = { "handshake-secret", "Handshake Secret", "HKDF-Extract", "", NULL, -1,
    N_("Takes in the shared secret; all keys that hide the rest of the handshake come from it."), RFC ("7.1") },
  [HANDSHAKE_TRAFFIC] = { "@-handshake-traffic-secret", "@_handshake_traffic_secret", "Derive-Secret", "@ hs traffic", "@_handshake_traffic_secret",
    TB_PROTECTION_HANDSHAKE, N_("One secret for each direction; the hash of both hellos makes it a different one in every handshake."), RFC ("7.1") },
  [HANDSHAKE_KEY] = { "@-handshake-key", "@_write_key of the handshake", "HKDF-Expand-Label", "key", NULL, TB_PROTECTION_HANDSHAKE,
    N_("The key of the record cipher for the encrypted part of the handshake."), RFC ("7.3") },
  [HANDSHAKE_IV] = { "@-handshake-iv", "@_write_iv of the handshake", "HKDF-Expand-Label", "iv", NULL, TB_PROTECTION_HANDSHAKE,
    N_("The number of each record is mixed into it, so that no nonce is used twice."), RFC ("7.3") },
  [FINISHED_KEY] = { "@-finished-key", "finished_key of the @", "HKDF-Expand-Label", "finished", NULL, -1,
    N_("The key of the keyed hash in this side's Finished."), RFC ("4.5.3") },
  [VERIFY_DATA] = { "@-finished", "verify_data of the @", "HMAC", "", NULL, -1,
    N_("What this side's Finished says: a keyed hash over everything before it. The same bytes are in the message."), RFC ("4.5.3") },
  [HANDSHAKE_DERIVED] = { "handshake-derived", "Derived from the Handshake Secret", "Derive-Secret", "derived", NULL, -1,
    N_("Keeps the keys of the handshake apart from those of the data."), RFC ("7.1") },
  [MAIN] = { "main-secret", "Main Secret", "HKDF-Extract", "", NULL, -1,
    N_("The last stage, called master secret before RFC 9846: nothing new goes in, all keys of the session come out."), RFC ("7.1") },
  [TRAFFIC] = { "@-application-traffic-secret-#", "@_application_traffic_secret_#", "Derive-Secret", "@ ap traffic", "@_traffic_secret_#",
    TB_PROTECTION_APPLICATION, N_("One secret for each direction of the data; the hash covers the server's certificate and Finished."), RFC ("7.1") },
  [TRAFFIC_KEY] = { "@-application-key-#", "@_write_key of the data", "HKDF-Expand-Label", "key", NULL, TB_PROTECTION_APPLICATION,
    N_("The key of the record cipher for what the session is about."), RFC ("7.3") },
  [TRAFFIC_IV] = { "@-application-iv-#", "@_write_iv of the data", "HKDF-Expand-Label", "iv", NULL, TB_PROTECTION_APPLICATION,
    N_("The number of each record is mixed into it; counting begins anew with every key."), RFC ("7.3") },
  [TRAFFIC_NEXT] = { "@-application-traffic-secret-#", "@_application_traffic_secret_#", "HKDF-Expand-Label", "traffic upd", "@_traffic_secret_#",
    TB_PROTECTION_APPLICATION, N_("The next secret after a KeyUpdate comes from the one before, which is then forgotten."), RFC ("7.2") },
  [EXPORTER] = { "exporter-secret", "exporter_secret", "Derive-Secret", "exp master", "exporter_secret", -1,
    N_("From it programs above TLS get keys of their own that are bound to this session."), RFC ("7.5") },
  [RESUMPTION] = { "resumption-secret", "resumption_secret", "Derive-Secret", "res master", NULL, -1,
    N_("What is kept for the next time: the keys of all tickets come from it. Its hash covers the client's Finished too."), RFC ("7.1") },
  [TICKET_PSK] = { "ticket-#-psk", "PSK of ticket #", "HKDF-Expand-Label", "resumption", NULL, -1,
    N_("The key that belongs to this ticket, different for each by its nonce; the next handshake begins with it."), RFC ("4.7.1") },
};

/* Adds Derive-Secret of the messages up to @last; -1: of none. */
static int
derive_secret (TbScheduleMaker *maker, guint row, int owner, int from, int last)
{
  g_autoptr (GBytes) hash = tb_schedule_hash_to (maker, last);

  return tb_schedule_expand (maker, &rows[row], TB_TERMS_HASHED (owner, hash, last, TB_FROM (from)), maker->suite->n_hash);
}

static int
extract (TbScheduleMaker *maker, guint row, int salt, int material)
{
  g_autoptr (GBytes) zeros = tb_derive_zeros (maker->suite->n_hash);
  GBytes *so_far = salt >= 0 ? tb_schedule_get_value (maker, salt) : zeros;
  GBytes *added = material >= 0 ? tb_schedule_get_value (maker, material) : zeros;

  return tb_schedule_add (maker, &rows[row], TB_TERMS (TB_BOTH_SIDES, TB_FROM (salt, material)), tb_derive_extract (maker->crypto, maker->suite, so_far, added));
}

/* --- the ticket --- */

static gboolean
hello_has (TbScheduleMaker *maker, int message, guint extension)
{
  TbHelloView hello;

  return tb_schedule_read_hello (maker->transcript, message, &hello) && tb_hello_view_find (&hello, extension, NULL);
}

static void
add_binder (TbScheduleMaker *maker, int early, int client_hello)
{
  g_autoptr (GBytes) binder = NULL;
  g_autoptr (GBytes) hash = tb_schedule_hash_without_binders (maker, client_hello, &binder);
  int key = derive_secret (maker, BINDER_KEY, TB_SIDE_CLIENT, early, TB_NO_MESSAGE);
  int finished_key = tb_schedule_expand (maker, &rows[BINDER_FINISHED_KEY], TB_TERMS (TB_SIDE_CLIENT, TB_FROM (key)), maker->suite->n_hash);

  if (hash == NULL)
    return;
  tb_schedule_add (maker, &rows[BINDER], TB_TERMS_SENT (TB_SIDE_CLIENT, hash, client_hello, client_hello, TB_FROM (finished_key)),
                   tb_derive_mac (maker->crypto, maker->suite, tb_schedule_get_value (maker, finished_key), hash));
}

static int
add_early (TbScheduleMaker *maker, int client_hello, int server_hello)
{
  int psk, early;

  if (!hello_has (maker, server_hello, TB_EXTENSION_PRE_SHARED_KEY))
    return extract (maker, EARLY, TB_NO_STEP, TB_NO_STEP);
  psk = tb_schedule_add (maker, &rows[PSK], TB_TERMS (TB_BOTH_SIDES), maker->psk != NULL ? g_bytes_ref (maker->psk) : NULL);
  early = extract (maker, EARLY, TB_NO_STEP, psk);
  add_binder (maker, early, client_hello);
  return early;
}

/* --- the handshake --- */

static int
add_handshake_secret (TbScheduleMaker *maker, int early, int server_hello)
{
  int derived = derive_secret (maker, EARLY_DERIVED, TB_BOTH_SIDES, early, TB_NO_MESSAGE);
  TbScheduleRow agreed = rows[SHARED];

  if (!hello_has (maker, server_hello, TB_EXTENSION_KEY_SHARE))
    return extract (maker, HANDSHAKE, derived, TB_NO_STEP);
  if (maker->transcript->group == GROUP_HYBRID)
    agreed.function = "ML-KEM + ECDH";
  return extract (maker, HANDSHAKE, derived, tb_schedule_add (maker, &agreed, TB_TERMS (TB_BOTH_SIDES), NULL));
}

static int
add_handshake_keys (TbScheduleMaker *maker, int owner, int handshake, int server_hello)
{
  int secret = derive_secret (maker, HANDSHAKE_TRAFFIC, owner, handshake, server_hello);

  tb_schedule_expand (maker, &rows[HANDSHAKE_KEY], TB_TERMS (owner, TB_FROM (secret)), maker->suite->n_key);
  tb_schedule_expand (maker, &rows[HANDSHAKE_IV], TB_TERMS (owner, TB_FROM (secret)), maker->suite->n_iv);
  return tb_schedule_expand (maker, &rows[FINISHED_KEY], TB_TERMS (owner, TB_FROM (secret)), maker->suite->n_hash);
}

/* A Finished seals what was said before it: the message before it in the transcript hash may have any type. */
static int
add_verify_data (TbScheduleMaker *maker, int owner, int finished_key)
{
  int finished = tb_schedule_find_message (maker->transcript, owner, FINISHED, TB_NO_MESSAGE);
  g_autoptr (GBytes) hash = finished >= 0 ? tb_schedule_hash_to (maker, finished - 1) : NULL;

  if (hash != NULL)
    tb_schedule_add (maker, &rows[VERIFY_DATA], TB_TERMS_SENT (owner, hash, finished - 1, finished, TB_FROM (finished_key)),
                     tb_derive_mac (maker->crypto, maker->suite, tb_schedule_get_value (maker, finished_key), hash));
  return finished;
}

/* --- the data --- */

static void
add_record_keys (TbScheduleMaker *maker, int owner, guint generation, int secret)
{
  tb_schedule_expand (maker, &rows[TRAFFIC_KEY], TB_TERMS (owner, .generation = generation, TB_FROM (secret)), maker->suite->n_key);
  tb_schedule_expand (maker, &rows[TRAFFIC_IV], TB_TERMS (owner, .generation = generation, TB_FROM (secret)), maker->suite->n_iv);
}

static void
add_traffic (TbScheduleMaker *maker, int owner, int main_secret, int server_finished)
{
  int secret = derive_secret (maker, TRAFFIC, owner, main_secret, server_finished);
  int update = TB_NO_MESSAGE;

  add_record_keys (maker, owner, 0, secret);
  for (guint generation = 1; (update = tb_schedule_find_message (maker->transcript, owner, KEY_UPDATE, update)) >= 0; generation++)
    {
      secret = tb_schedule_expand (maker, &rows[TRAFFIC_NEXT], TB_TERMS (owner, .generation = generation, TB_FROM (secret)), maker->suite->n_hash);
      add_record_keys (maker, owner, generation, secret);
    }
}

static GBytes *
nonce_of (TbTranscript *transcript, int ticket)
{
  gsize n;
  const guint8 *bytes = tb_transcript_get_message_plain (transcript, (guint) ticket, &n);
  TbCursor cursor, nonce;

  tb_cursor_init (&cursor, bytes, n);
  tb_cursor_take (&cursor, 4 + 4 + 4);
  nonce = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 1));
  return cursor.broken ? NULL : g_bytes_new (nonce.bytes + nonce.at, tb_cursor_left (&nonce));
}

static void
add_tickets (TbScheduleMaker *maker, int main_secret, int client_finished)
{
  int resumption = derive_secret (maker, RESUMPTION, TB_BOTH_SIDES, main_secret, client_finished);
  int ticket = TB_NO_MESSAGE;

  for (guint n = 0; (ticket = tb_schedule_find_message (maker->transcript, TB_SIDE_SERVER, NEW_SESSION_TICKET, ticket)) >= 0; n++)
    {
      g_autoptr (GBytes) nonce = nonce_of (maker->transcript, ticket);

      if (nonce != NULL)
        tb_schedule_expand (maker, &rows[TICKET_PSK], TB_TERMS (TB_BOTH_SIDES, .generation = n, TB_FROM (resumption), .context = nonce), maker->suite->n_hash);
    }
}

static void
add_session (TbScheduleMaker *maker, int handshake, int server_finished, int client_finished_key)
{
  int derived = derive_secret (maker, HANDSHAKE_DERIVED, TB_BOTH_SIDES, handshake, TB_NO_MESSAGE);
  int main_secret = extract (maker, MAIN, derived, TB_NO_STEP);
  int client_finished;

  for (int owner = TB_SIDE_CLIENT; owner <= TB_SIDE_SERVER; owner++)
    add_traffic (maker, owner, main_secret, server_finished);
  derive_secret (maker, EXPORTER, TB_BOTH_SIDES, main_secret, server_finished);
  client_finished = add_verify_data (maker, TB_SIDE_CLIENT, client_finished_key);
  if (client_finished >= 0)
    add_tickets (maker, main_secret, client_finished);
}

/* Adds what the handshake came to: nothing that depends on a message which was never sent. */
void
tb_schedule_make_13 (TbScheduleMaker *maker)
{
  int client_hello, server_hello, handshake, client_finished_key, server_finished_key, server_finished;
  gboolean is_retried;

  tb_schedule_find_hellos (maker->transcript, &client_hello, &server_hello, &is_retried);
  if (server_hello < 0)
    return;
  handshake = add_handshake_secret (maker, add_early (maker, client_hello, server_hello), server_hello);
  client_finished_key = add_handshake_keys (maker, TB_SIDE_CLIENT, handshake, server_hello);
  server_finished_key = add_handshake_keys (maker, TB_SIDE_SERVER, handshake, server_hello);
  server_finished = add_verify_data (maker, TB_SIDE_SERVER, server_finished_key);
  if (server_finished >= 0)
    add_session (maker, handshake, server_finished, client_finished_key);
}
