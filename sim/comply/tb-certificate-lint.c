/* tb-certificate-lint: see the header. Certificates of a fleet break the same few rules, so what is remembered of one is a set of bits. */
#include "tb-certificate-lint.h"

#include <string.h>

#include "tb-certificate-index.h"

#define MAX_RULES 256

typedef struct { guint64 bits[MAX_RULES / 64]; } Broken;

struct _TbCertificateLint
{
  TbJournal *journal;
  TbCertificateIndex *index;
  TbCrypto *crypto;      /* of the process */
  GHashTable *known;     /* certificate + 1 to Broken */
};

TbCertificateLint *
tb_certificate_lint_new (TbJournal *journal)
{
  TbCertificateLint *lint = g_new0 (TbCertificateLint, 1);

  lint->journal = tb_journal_ref (journal);
  lint->index = tb_certificate_index_new (journal);
  lint->crypto = tb_crypto_get_seeded (NULL);
  lint->known = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return lint;
}

void
tb_certificate_lint_free (TbCertificateLint *lint)
{
  g_hash_table_unref (lint->known);
  tb_certificate_index_free (lint->index);
  tb_journal_unref (lint->journal);
  g_free (lint);
}

static TbCertificate *
read_certificate (TbCertificateLint *lint, guint certificate)
{
  guint64 position = tb_journal_get_length (lint->journal);
  guint32 payload;

  tb_certificate_index_read (lint->index, position);
  if (certificate >= tb_certificate_index_count (lint->index, position))
    return NULL;
  payload = tb_certificate_index_get (lint->index, certificate)->payload;
  return payload != TB_NO_PAYLOAD ? tb_certificate_new_from_der (lint->crypto, tb_journal_get_payload (lint->journal, payload), NULL) : NULL;
}

static void
note (Broken *broken, const TbLintRule *rule)
{
  for (guint i = 0; i < MIN (tb_lint_get_n_rules (), MAX_RULES); i++)
    if (tb_lint_get_rule (i) == rule)
      broken->bits[i / 64] |= (guint64) 1 << (i % 64);
}

static Broken *
look (TbCertificateLint *lint, guint number)
{
  const TbLintTerms terms = { .profile = TB_LINT_IOT };
  Broken *broken = g_new0 (Broken, 1);
  g_autoptr (TbCertificate) certificate = read_certificate (lint, number);
  g_autoptr (GPtrArray) findings = certificate != NULL ? tb_lint_run (certificate, &terms) : NULL;

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    note (broken, ((TbLintFinding *) g_ptr_array_index (findings, i))->rule);
  return broken;
}

static gboolean
is_meant (const TbLintRule *rule, const char *rules, TbLintSeverity least)
{
  return rule->severity >= least && (strcmp (rule->code, rules) == 0 || g_str_has_prefix (rule->source, rules));
}

/* (nullable): the codes of the rules among @rules that it breaks, with a comma between */
char *
tb_certificate_lint_dup_broken (TbCertificateLint *lint, guint certificate, const char *rules, TbLintSeverity least)
{
  gpointer key = GUINT_TO_POINTER (certificate + 1);
  Broken *broken = g_hash_table_lookup (lint->known, key);
  g_autoptr (GString) codes = g_string_new (NULL);

  if (broken == NULL)
    g_hash_table_insert (lint->known, key, broken = look (lint, certificate));
  for (guint i = 0; i < MIN (tb_lint_get_n_rules (), MAX_RULES); i++)
    if ((broken->bits[i / 64] >> (i % 64) & 1) != 0 && is_meant (tb_lint_get_rule (i), rules, least))
      g_string_append_printf (codes, "%s%s", codes->len > 0 ? ", " : "", tb_lint_get_rule (i)->code);
  return codes->len > 0 ? g_string_free (g_steal_pointer (&codes), FALSE) : NULL;
}
