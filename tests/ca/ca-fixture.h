/* ca-fixture: an authority in a folder of its own, and what is asked of it. */
#pragma once

#include "tb-ca-list.h"
#include "tb-ca-roles.h"

#define NOW_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)         /* 2026-03-02T06:00:00Z */
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;                 /* holds the authority's */
  char *directory;
  TbCa *ca;
  TbKey *key;                   /* somebody's, to be certified */
} CaFixture;

extern const TbCaActor ca_boss;

void           ca_fixture_set_up    (CaFixture *fixture, gconstpointer data);
void           ca_fixture_tear_down (CaFixture *fixture, gconstpointer data);
void           ca_reopen            (CaFixture *fixture);
TbCaPending   *ca_reserve           (CaFixture *fixture, TbCertificateProfile profile, const char *subject, const TbCaActor *actor, GError **error);
TbCertificate *ca_issue             (CaFixture *fixture, TbCertificateProfile profile, const char *subject, const TbCaActor *actor, GError **error);
