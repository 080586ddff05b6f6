/* tb-certificate-tree-private: what the files of the tree of certificates share: its parts. */
#pragma once

#include "tb-certificate-tree.h"
#include "tb-holder-list.h"

G_BEGIN_DECLS

/* One sort of holder below one authority. */
typedef struct
{
  guint32 authority;
  const TbGroup *group;      /* borrowed from the fleet; the first of several for services */
  GArray *members;           /* guint32: first objects of fleet groups, ascending */
  TbHolderList *holders;     /* owned */
  TbCertificateNode *node;   /* owned */
} TbCertificateSort;

struct _TbCertificateTree
{
  GObject parent_instance;

  TbFold *fold;               /* borrowed */
  TbFleet *fleet;             /* owned */
  TbJournal *journal;         /* owned */
  TbCertificateIndex *index;  /* owned */
  GPtrArray *sorts;           /* owned TbCertificateSort, in the order they are shown */
  GHashTable *sort_of;        /* fleet group to its TbCertificateSort */
  GListStore *roots;          /* owned */
  GPtrArray *authorities;     /* owned TbCertificateNode, by rank */
  guint64 position;
  TbCertificateFilter filter;
  char **words;               /* owned, folded; NULL for all */
};

void  tb_certificate_sort_free           (gpointer sort);
guint tb_certificate_sort_get_n          (TbCertificateSort *sort);
void  tb_certificate_tree_update_holder  (TbCertificateNode *node, gpointer user_data);
void  tb_certificate_tree_make_sorts     (TbCertificateTree *self);
void  tb_certificate_tree_know_authorities (TbCertificateTree *self);
void  tb_certificate_tree_arrange        (TbCertificateTree *self);

G_END_DECLS
