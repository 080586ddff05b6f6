/* pki-fixture: an authority and what it issues, the same in every test. */
#pragma once

#include "tb-authority.h"
#include "tb-verify.h"

#define START_US     (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)   /* 2026-03-02T06:00:00Z */
#define DAY_US       (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  TbCrypto *crypto;
  TbAuthority *root;
  TbAuthority *issuing;
  GPtrArray *anchors;           /* the root's certificate */
} PkiFixture;

void        pki_fixture_set_up    (PkiFixture *fixture, gconstpointer algorithm);
void        pki_fixture_tear_down (PkiFixture *fixture, gconstpointer algorithm);
TbCrypto   *pki_get_seeded        (void);
TbStream    pki_stream            (const char *name);
TbIssueTerms pki_terms            (TbCertificateProfile profile);
TbIdentity *pki_issue             (PkiFixture *fixture, TbCertificateProfile profile, const char *name, const char *dns_name);
GBytes     *pki_truncate          (GBytes *bytes, gsize n_bytes);
GBytes     *pki_flip              (GBytes *bytes, gsize at, guint8 mask);
GBytes     *pki_mutate            (GBytes *bytes, TbStream *stream);
void        pki_assert_same_bytes (GBytes *a, GBytes *b);
void        pki_assert_other_bytes (GBytes *a, GBytes *b);
