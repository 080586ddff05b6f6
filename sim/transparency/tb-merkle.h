/* tb-merkle: the hash tree of RFC 9162 section 2.1 and its proofs. Pure: leaves in, hashes out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_HASH_BYTES 32

/**
 * TbHash:
 *
 * A SHA-256 hash of a leaf or of a tree.
 */
typedef struct
{
  guint8 bytes[TB_HASH_BYTES];
} TbHash;

void     tb_merkle_hash_leaf         (const void *data, gsize n_bytes, TbHash *hash);
void     tb_merkle_hash_node         (const TbHash *left, const TbHash *right, TbHash *hash);
void     tb_merkle_hash_tree         (const TbHash *leaves, gsize n, TbHash *hash);
gsize    tb_merkle_split_at          (gsize n);

GArray  *tb_merkle_prove_inclusion   (const TbHash *leaves, gsize n, gsize index);              /* of TbHash */
gboolean tb_merkle_check_inclusion   (const TbHash *leaf, guint64 index, guint64 n, const TbHash *proof, gsize n_proof, const TbHash *tree);

GArray  *tb_merkle_prove_consistency (const TbHash *leaves, gsize n_before, gsize n);           /* of TbHash */
gboolean tb_merkle_check_consistency (guint64 n_before, const TbHash *before, guint64 n, const TbHash *tree, const TbHash *proof, gsize n_proof);

char    *tb_hash_to_hex              (const TbHash *hash);
gboolean tb_hash_from_hex            (const char *hex, TbHash *hash);

G_END_DECLS
