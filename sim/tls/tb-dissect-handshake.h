/* tb-dissect-handshake: the tables of messages, one file for each version, and what stands in both. Private to sim/tls. */
#pragma once

#include "tb-dissect-private.h"

G_BEGIN_DECLS

/**
 * TbMessageFormat:
 * @type: handshake type
 * @name: (nullable): its name where that is not the type's
 * @rows: what is in it
 * @n_rows: how many
 * @note: why it is sent
 * @clause: where that is written
 *
 * How one message is laid out.
 */
typedef struct
{
  guint8 type;
  const char *name;
  const TbFieldRow *rows;
  guint n_rows;
  const char *note;
  const char *clause;
} TbMessageFormat;

const TbMessageFormat *tb_format_find_13 (guint type);
const TbMessageFormat *tb_format_find_12 (guint type, gboolean datagram, guint16 cipher);

/* Readers for `inner`: extensions as they are in one message, and certificates. */
void tb_inner_client_hello   (TbField *field, TbCursor *slice);
void tb_inner_server_hello   (TbField *field, TbCursor *slice);
void tb_inner_certificate    (TbField *field, TbCursor *slice);

#define TB_ROW_RANDOM_OF_CLIENT { "random", TB_SHAPE_BYTES, 32, TB_NAMES_N, \
  N_("32 fresh random bytes of the client; they make every handshake different, so an old one cannot be replayed."), "RFC 9846 section 4.2.2" }
#define TB_ROW_CIPHER_SUITES { "cipher_suites", TB_SHAPE_LIST, 2, TB_NAMES_CIPHER, \
  N_("The record ciphers with their hash functions that the client can use, its favourite first."), "RFC 9846 section 4.2.2", .item_size = 2 }
#define TB_ROW_CIPHER_SUITE { "cipher_suite", TB_SHAPE_NUMBER, 2, TB_NAMES_CIPHER, \
  N_("The cipher the server chose from the client's list."), "RFC 9846 section 4.2.3" }
#define TB_ROW_SIGNATURE_ALGORITHM { "algorithm", TB_SHAPE_NUMBER, 2, TB_NAMES_SIGNATURE, \
  N_("How the signature was made; it must be one the other side offered."), "RFC 9846 section 4.5.2" }
#define TB_ROW_SIGNATURE { "signature", TB_SHAPE_VECTOR, 2, TB_NAMES_N, \
  N_("Signed with the private key that belongs to the certificate, over everything said so far: a certificate can be copied, this cannot."), \
  "RFC 9846 section 4.5.2" }
#define TB_ROW_VERIFY_DATA(size) { "verify_data", size ? TB_SHAPE_BYTES : TB_SHAPE_REST, size, TB_NAMES_N, \
  N_("A keyed hash over the whole handshake; if anyone changed a single bit on the way, the two sides notice here."), "RFC 9846 section 4.5.3" }

G_END_DECLS
