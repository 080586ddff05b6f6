/* tb-issuer-index-private: what authorities have done, at any place of a journal. */
#pragma once

#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbIssuerDeeds:
 * @n_issued: certificates so far
 * @n_revoked: revoked so far and not released
 * @crl_us: when the newest list appeared, -1 for never; @crl_next_us: when the next is promised
 * @responder_on: whether its responder answers, as far as it has one
 * @generation: of its newest root, 0 before the first
 */
typedef struct
{
  guint64 n_issued;
  guint64 n_revoked;
  gint64 crl_us;
  gint64 crl_next_us;
  gboolean responder_on;
  guint generation;
} TbIssuerDeeds;

typedef struct _TbIssuerIndex TbIssuerIndex;

TbIssuerIndex *tb_issuer_index_new  (TbJournal *journal);
void           tb_issuer_index_free (TbIssuerIndex *index);
void           tb_issuer_index_read (TbIssuerIndex *index, guint64 position);
guint          tb_issuer_index_count (TbIssuerIndex *index);   /* what a sum goes through */
void           tb_issuer_index_sum  (TbIssuerIndex *index, guint32 authority, guint64 position, TbIssuerDeeds *deeds);

G_END_DECLS
