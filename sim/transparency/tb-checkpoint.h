/* tb-checkpoint: what somebody outside keeps of an audit log: its size and the hash of its tree, signed.
 *
 * A text of four lines and signatures, in the manner of the checkpoints of transparency logs. The authority signs it; a witness, who has seen the
 * one before, signs it too after checking that the log has only grown (RFC 9162 section 2.1.4). */
#pragma once

#include "tb-key.h"
#include "tb-merkle.h"

G_BEGIN_DECLS

/**
 * TbCheckpoint:
 * @origin: whose log
 * @size: how many entries it had
 * @tree: the hash of its tree then
 * @text: what is signed
 * @authority: name of the authority that signed
 * @authority_signature: (nullable): its signature
 * @witness_signature: (nullable): the witness's
 * @proof_from: the size that @proof begins with, 0 for none
 * @proof: (element-type TbHash): that the log of @proof_from entries is the beginning of this one
 */
typedef struct
{
  char *origin;
  guint64 size;
  TbHash tree;
  char *text;
  char *authority;
  GBytes *authority_signature;
  GBytes *witness_signature;
  guint64 proof_from;
  GArray *proof;
} TbCheckpoint;

TbCheckpoint *tb_checkpoint_new     (const char *origin, GArray *leaves, gint64 unix_us);
TbCheckpoint *tb_checkpoint_parse   (const char *text, GError **error);
void          tb_checkpoint_free    (TbCheckpoint *checkpoint);
char         *tb_checkpoint_to_text (const TbCheckpoint *checkpoint);
gboolean      tb_checkpoint_sign_as (TbCheckpoint *checkpoint, const char *name, TbKey *key, GError **error);
gboolean      tb_checkpoint_sign    (TbCheckpoint *checkpoint, TbKey *witness, GError **error);
gboolean      tb_checkpoint_is_signed (const TbCheckpoint *checkpoint, GBytes *signature, EVP_PKEY *key);
gboolean      tb_checkpoint_grew    (const TbCheckpoint *checkpoint, const TbCheckpoint *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCheckpoint, tb_checkpoint_free)

G_END_DECLS
