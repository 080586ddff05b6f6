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

extern const RevExtension rev_authority[], rev_device[], rev_responder[];

void           rev_fixture_set_up    (RevFixture *fixture, gconstpointer algorithm);
void           rev_fixture_tear_down (RevFixture *fixture, gconstpointer algorithm);
TbStream       rev_stream            (const char *name);
TbIdentity    *rev_certify           (RevFixture *fixture, TbIdentity *issuer, const char *name, const RevExtension *extensions);
TbCertificate *rev_certificate       (TbIdentity *identity);
TbRevocation   rev_revocation        (TbIdentity *identity, TbRevocationReason reason);
TbCrlTerms     rev_terms             (guint64 number);
TbCrl         *rev_make_list         (TbIdentity *issuer, const TbRevocation *revocations, gsize n, const TbCrlTerms *terms);
void           rev_run               (const char *directory, int expected, const char *says, const char *const *argv);
char          *rev_write             (const char *directory, const char *name, GBytes *bytes);
char          *rev_write_pem         (const char *directory, const char *name, TbCertificate *certificate);
void           rev_remove            (const char *directory);
