/* tb-chain-keys: which algorithms the chain that one side showed in a handshake is made of: what checking it costs follows from these. */
#pragma once

#include "tb-key.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

#define TB_CHAIN_MAX_KEYS 8

/**
 * TbChainKeys:
 * @n_certificates: how many were shown, 0 when the side proved itself with none
 * @n_bytes: of the message they were in
 * @own: the key of the first
 * @issuers: what each was signed with
 */
typedef struct
{
  guint n_certificates;
  gsize n_bytes;
  TbKeyAlgorithm own;
  TbKeyAlgorithm issuers[TB_CHAIN_MAX_KEYS];
} TbChainKeys;

void tb_chain_keys_read (TbTranscript *transcript, TbSide whose, TbChainKeys *keys);

G_END_DECLS
