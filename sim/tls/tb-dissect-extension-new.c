/* tb-dissect-extension-new: the extensions that came with TLS 1.3 or after it. One row of the table is one extension in some messages. */
#include "tb-dissect-extension.h"

#define RFC(section) "RFC 9846 section " section
#define ROWS(rows) rows, G_N_ELEMENTS (rows)
#define PLAIN TB_NAMES_N

/* --- key_share: a hybrid's two parts lie one behind the other in one key_exchange --- */

static const struct
{
  guint16 group;
  gboolean from_client;
  guint16 sizes[2];
  const char *names[2];
} hybrids[] = {
  { 0x11eb, TRUE, { 65, 1184 }, { "secp256r1", "ml_kem_768_encapsulation_key" } },
  { 0x11eb, FALSE, { 65, 1088 }, { "secp256r1", "ml_kem_768_ciphertext" } },
  { 0x11ec, TRUE, { 1184, 32 }, { "ml_kem_768_encapsulation_key", "x25519" } },
  { 0x11ec, FALSE, { 1088, 32 }, { "ml_kem_768_ciphertext", "x25519" } },
  { 0x11ed, TRUE, { 97, 1568 }, { "secp384r1", "ml_kem_1024_encapsulation_key" } },
  { 0x11ed, FALSE, { 97, 1568 }, { "secp384r1", "ml_kem_1024_ciphertext" } },
};

static void
split_hybrid (TbField *share, const guint8 *bytes, guint group, gboolean from_client)
{
  static const char half[] = N_("One half of a hybrid: the secret is safe as long as either the curve or the lattice holds, even from a quantum computer.");
  gsize at = share->offset + 2;

  for (guint i = 0; i < G_N_ELEMENTS (hybrids); i++)
    if (hybrids[i].group == group && hybrids[i].from_client == from_client && share->length == 2u + hybrids[i].sizes[0] + hybrids[i].sizes[1])
      {
        tb_field_add (share, "length", share->offset, 2, g_strdup_printf ("%" G_GSIZE_FORMAT, share->length - 2), N_("How many bytes follow."), RFC ("4.3.8"));
        for (guint k = 0; k < 2; at += hybrids[i].sizes[k++])
          tb_field_add (share, hybrids[i].names[k], at, hybrids[i].sizes[k], tb_field_hex (bytes + at, hybrids[i].sizes[k]), half,
                        "RFC 10024");
      }
}

static void
read_share (TbField *entry, TbCursor *slice, gboolean from_client)
{
  static const TbFieldRow rows[] = {
    { "group", TB_SHAPE_NUMBER, 2, TB_NAMES_GROUP, N_("On which curve this half of the agreement was made."), RFC ("4.3.8") },
    { "key_exchange", TB_SHAPE_VECTOR, 2, PLAIN,
      N_("The public half of a key pair made for this handshake alone; its private half is thrown away afterwards."), RFC ("4.3.8") },
  };
  TbCursor peek = *slice;
  guint group = tb_cursor_be (&peek, 2);
  TbField *share;

  tb_field_read_row (entry, slice, &rows[0]);
  tb_field_read_row (entry, slice, &rows[1]);
  share = tb_field_find_child (entry, "key_exchange");
  if (!slice->broken && share != NULL)
    split_hybrid (share, slice->bytes, group, from_client);
}

static void
read_client_share (TbField *field, TbCursor *slice)
{
  TbCursor probe = *slice;
  TbCursor entry;
  TbField *share;

  tb_cursor_take (&probe, 2);
  tb_cursor_take (&probe, tb_cursor_be (&probe, 2));
  entry = tb_cursor_slice (slice, probe.broken ? tb_cursor_left (slice) : probe.at - slice->at);
  share = tb_field_add (field, "KeyShareEntry", entry.at, entry.end - entry.at, NULL, N_("One public key, for one group."), RFC ("4.3.8"));
  read_share (share, &entry, TRUE);
  tb_field_finish (share, &entry);
  tb_field_set_same (share, g_ptr_array_index (share->children, 0));
}

/* Says all groups in one line. */
static void
read_client_shares (TbField *field, TbCursor *slice)
{
  GString *groups = g_string_new (NULL);

  while (tb_cursor_left (slice) > 0)
    read_client_share (field, slice);
  for (guint i = 1; i < field->children->len; i++)
    g_string_append_printf (groups, "%s%s", i > 1 ? ", " : "", ((TbField *) g_ptr_array_index (field->children, i))->value);
  tb_field_set_value (field, g_string_free (groups, FALSE));
}

static void
read_server_share (TbField *field, TbCursor *slice)
{
  read_share (field, slice, FALSE);
}

static const TbFieldRow offered_shares[] = {
  { "client_shares", TB_SHAPE_INNER, 2, PLAIN, N_("One public key for each group the client bets on."), RFC ("4.3.8"), .inner = read_client_shares },
};
static const TbFieldRow server_share[] = {
  { "server_share", TB_SHAPE_HERE, 0, PLAIN, N_("The server's public key."), RFC ("4.3.8"), .inner = read_server_share },
};
static const TbFieldRow selected_group[] = {
  { "selected_group", TB_SHAPE_NUMBER, 2, TB_NAMES_GROUP, N_("The group for which the server wants a key share; the client knows it but had not bet on it."),
    RFC ("4.3.8") },
};

/* --- pre_shared_key --- */

static void
read_identities (TbField *field, TbCursor *slice)
{
  static const TbFieldRow rows[] = {
    { "identity", TB_SHAPE_VECTOR, 2, PLAIN, N_("Which key: in a resumption the ticket, just as the server gave it."), RFC ("4.3.11") },
    { "obfuscated_ticket_age", TB_SHAPE_NUMBER, 4, PLAIN,
      N_("How long the client has had the ticket, in milliseconds, with the server's secret number added; an old recording has the wrong age."), RFC ("4.3.11.1") },
  };

  tb_field_read_repeatedly (field, slice, ROWS (rows));
}

static void
read_binders (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "PskBinderEntry", TB_SHAPE_VECTOR, 1, PLAIN,
    N_("A keyed hash over this ClientHello: it proves that the client knows the key, and ties it to this handshake."), RFC ("4.3.11.2") };

  tb_field_read_repeatedly (field, slice, &row, 1);
}

static const TbFieldRow offered_keys[] = {
  { "identities", TB_SHAPE_INNER, 2, PLAIN, N_("The keys the client would use."), RFC ("4.3.11"), .inner = read_identities },
  { "binders", TB_SHAPE_INNER, 2, PLAIN, N_("One proof for each of them."), RFC ("4.3.11.2"), .inner = read_binders },
};
static const TbFieldRow selected_key[] = {
  { "selected_identity", TB_SHAPE_NUMBER, 2, PLAIN, N_("Which of the client's keys is used, counted from 0."), RFC ("4.3.11") },
};
static const TbFieldRow early_data_size[] = {
  { "max_early_data_size", TB_SHAPE_NUMBER, 4, PLAIN, N_("How many bytes the server takes before the handshake is over."), RFC ("4.7.1") },
};

/* --- lists and numbers --- */

static const TbFieldRow offered_versions[] = {
  { "versions", TB_SHAPE_LIST, 1, TB_NAMES_VERSION, N_("The versions the client accepts, its favourite first."), RFC ("4.3.1"), .item_size = 2 },
};
static const TbFieldRow selected_version[] = {
  { "selected_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION, N_("The version that is spoken from here on."), RFC ("4.3.1") },
};
static const TbFieldRow modes[] = {
  { "ke_modes", TB_SHAPE_LIST, 1, TB_NAMES_PSK_MODE, N_("Whether a resumed session also makes a fresh key agreement."), RFC ("4.3.9"), .item_size = 1 },
};
static const TbFieldRow authority_names[] = {
  { "authorities", TB_SHAPE_INNER, 2, PLAIN, N_("Whose certificates would be accepted."), RFC ("4.3.4"), .inner = tb_dissect_name_list },
};
static const TbFieldRow cookie[] = {
  { "cookie", TB_SHAPE_VECTOR, 2, PLAIN, N_("Comes back unchanged with the second try."), RFC ("4.3.2") },
};
static const TbFieldRow compressions[] = {
  { "algorithms", TB_SHAPE_LIST, 1, TB_NAMES_COMPRESSION, N_("What the sender can undo."), "RFC 8879 section 3", .item_size = 2 },
};
static const TbFieldRow delegations[] = {
  { "supported_signature_algorithms", TB_SHAPE_LIST, 2, TB_NAMES_SIGNATURE, N_("With which algorithms."), "RFC 9345 section 4.1.1", .item_size = 2 },
};
static const TbFieldRow tickets_wanted[] = {
  { "new_session_count", TB_SHAPE_NUMBER, 1, PLAIN, N_("How many tickets after a full handshake."), "RFC 9149 section 3" },
  { "resumption_count", TB_SHAPE_NUMBER, 1, PLAIN, N_("How many after a resumption."), "RFC 9149 section 3", .optional = TRUE },
};

static void
read_filters (TbField *field, TbCursor *slice)
{
  static const TbFieldRow rows[] = {
    { "certificate_extension_oid", TB_SHAPE_VECTOR, 1, PLAIN, N_("Which extension the client's certificate must have."), RFC ("4.3.5") },
    { "certificate_extension_values", TB_SHAPE_VECTOR, 2, PLAIN, N_("What it must say."), RFC ("4.3.5") },
  };

  tb_field_read_repeatedly (field, slice, ROWS (rows));
}

static const TbFieldRow filters[] = {
  { "filters", TB_SHAPE_INNER, 2, PLAIN, N_("What the client's certificate must say about itself."), RFC ("4.3.5"), .inner = read_filters },
};

/* --- encrypted_client_hello: the outer one; what is in an inner one is nothing but its type --- */

static const TbFieldRow outer_hello[] = {
  { "type", TB_SHAPE_NUMBER, 1, PLAIN, N_("0: the outer hello, for everyone to see."), "RFC 9849 section 5" },
  { "kdf_id", TB_SHAPE_NUMBER, 2, PLAIN, N_("How the key is derived."), "RFC 9849 section 5", .optional = TRUE },
  { "aead_id", TB_SHAPE_NUMBER, 2, PLAIN, N_("How it is encrypted."), "RFC 9849 section 5", .optional = TRUE },
  { "config_id", TB_SHAPE_NUMBER, 1, PLAIN, N_("Which of the server's keys."), "RFC 9849 section 5", .optional = TRUE },
  { "enc", TB_SHAPE_VECTOR, 2, PLAIN, N_("The client's half of that agreement."), "RFC 9849 section 5", .optional = TRUE },
  { "payload", TB_SHAPE_VECTOR, 2, PLAIN, N_("The true ClientHello with the true server name; or random bytes, when the client only pretends."), "RFC 9849 section 5",
    .optional = TRUE },
};

/* --- the table --- */

const TbExtensionFormat tb_extension_formats_new[] = {
  { 27, TB_IN_ANY, ROWS (compressions), N_("The sender can take compressed certificates."), "RFC 8879 section 3" },
  { 34, TB_IN_ANY, ROWS (delegations), N_("The client would accept a short-lived key that the certificate's key has signed."), "RFC 9345 section 4.1.1" },
  { 41, TB_IN_CLIENT_HELLO, ROWS (offered_keys), N_("A key both sides know already: an earlier session's, when one is resumed."), RFC ("4.3.11") },
  { 41, TB_IN_SERVER_HELLO, ROWS (selected_key), N_("The server takes up the session: nobody shows a certificate again."), RFC ("4.3.11") },
  { 42, TB_IN_NEW_SESSION_TICKET, ROWS (early_data_size), N_("With this ticket the client may send data at once; it can be replayed."), RFC ("4.3.10") },
  { 42, TB_IN_ANY, NULL, 0, N_("Data before the handshake is over; it can be replayed, so the lab's devices do not use it."), RFC ("4.3.10") },
  { 43, TB_IN_CLIENT_HELLO, ROWS (offered_versions), N_("The versions the client really offers."), RFC ("4.3.1") },
  { 43, TB_IN_SERVER_HELLO | TB_IN_HELLO_RETRY_REQUEST, ROWS (selected_version), N_("The version the server really chose."), RFC ("4.3.1") },
  { 44, TB_IN_ANY, ROWS (cookie), N_("Lets a server forget a client until it comes back."), RFC ("4.3.2") },
  { 45, TB_IN_ANY, ROWS (modes), N_("How the client would use a key both sides know already."), RFC ("4.3.9") },
  { 47, TB_IN_ANY, ROWS (authority_names), N_("The authorities the sender trusts."), RFC ("4.3.4") },
  { 48, TB_IN_ANY, ROWS (filters), N_("Which certificates would do, by what they say."), RFC ("4.3.5") },
  { 49, TB_IN_ANY, NULL, 0, N_("The client would also show a certificate later."), RFC ("4.3.6") },
  { 51, TB_IN_CLIENT_HELLO, ROWS (offered_shares), N_("The client's half of the key agreement, sent at once to save a round trip."), RFC ("4.3.8") },
  { 51, TB_IN_SERVER_HELLO, ROWS (server_share), N_("The server's half of the key agreement; now both can compute the same secret."), RFC ("4.3.8") },
  { 51, TB_IN_HELLO_RETRY_REQUEST, ROWS (selected_group), N_("Which key share the server wants instead."), RFC ("4.3.8") },
  { 57, TB_IN_ANY, NULL, 0, N_("What QUIC needs to know; in TLS over TCP it has no business."), "RFC 9001 section 8.2" },
  { 58, TB_IN_CLIENT_HELLO, ROWS (tickets_wanted), N_("How many tickets the client would like to have."), "RFC 9149 section 3" },
  { 0xfe0d, TB_IN_CLIENT_HELLO, ROWS (outer_hello), N_("Hides the true server name from everyone on the path."), "RFC 9849 section 5" },
};
const guint tb_extension_formats_new_n = G_N_ELEMENTS (tb_extension_formats_new);
