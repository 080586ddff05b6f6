/* revocation-fixture: an authority, those around it, and certificates with whatever extensions a test wants. */
#pragma once

#include "tb-crl.h"
#include "tb-ocsp.h"

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)   /* 2026-03-02T06:00:00Z */
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/**
 * RevExtension:
 * @nid: OpenSSL's number of the extension, 0 after the last
 * @value: as openssl.cnf would say it
 */
typedef struct
{
  int nid;
  const char *value;
} RevExtension;

typedef struct
{
  TbCrypto *crypto;
  TbKeyAlgorithm algorithm;     /* of keys made from here on */
  TbIdentity *issuing;          /* the authority */
  TbIdentity *other;            /* another one */
  TbIdentity *responder;        /* a delegate of the authority */
  TbIdentity *locks[3];         /* whom the authority has certified */
  TbIdentity *foreign;          /* whom the other one has certified */
} RevFixture;

/**
 * RevForgery:
 * @this_update_us: after START_US
 * @lasts_us: until nextUpdate, 0 for none
 * @number: CRL number, -1 for none
 * @extension: one more, the value as openssl.cnf would say it
 */
typedef struct
{
  gint64 this_update_us;
  gint64 lasts_us;
  gint64 number;
  gboolean is_number_critical;
  RevExtension extension;
} RevForgery;

/* An entry of a forged list: whose certificate, certificateIssuer if not NULL, and a critical extension if not 0. */
typedef struct
{
  TbIdentity *who;
  TbIdentity *issuer;
  int critical_nid;
} RevEntry;

extern const RevExtension rev_authority[], rev_device[], rev_responder[];

void           rev_fixture_set_up    (RevFixture *fixture, gconstpointer algorithm);
void           rev_fixture_tear_down (RevFixture *fixture, gconstpointer algorithm);
TbStream       rev_stream            (const char *name);
TbIdentity    *rev_certify           (RevFixture *fixture, TbIdentity *issuer, const char *name, const RevExtension *extensions);
TbCertificate *rev_certificate       (TbIdentity *identity);
TbRevocation   rev_revocation        (TbIdentity *identity, TbRevocationReason reason);
TbCrlTerms     rev_terms             (guint64 number);
TbCrl         *rev_make_list         (TbIdentity *issuer, const TbRevocation *revocations, gsize n, const TbCrlTerms *terms);
TbCrl         *rev_forge_list        (RevFixture *fixture, TbIdentity *issuer, TbIdentity *signer, const RevForgery *forgery,
                                      const RevEntry *entries, gsize n_entries);
void           rev_run               (const char *directory, int expected, const char *says, const char *const *argv);
char          *rev_write             (const char *directory, const char *name, GBytes *bytes);
char          *rev_write_pem         (const char *directory, const char *name, TbCertificate *certificate);
void           rev_remove            (const char *directory);
