/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec_file_load.c - the other system call: the kernel reads and checks the files itself
 *
 * In: descriptors, a command line. Out: a loaded kernel that `kexec -e` enters.
 * Ref: kexec_file_load(2); Linux kernel/kexec_file.c kimage_validate_signature(),
 *      crypto/asymmetric_keys/pkcs7_trust.c and verify_pefile.c for the errno of a
 *      signature; kexec_locate_mem_hole() (EADDRNOTAVAIL), fs/kernel_read_file.c
 *      kernel_read_file() (EFBIG: over INT_MAX bytes; ETXTBSY).
 */
#include "load/kexec_file_load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "load/kexec_load.h"

#define WRITE_MAX (1UL << 30) /* write(2) takes less than 2 GiB at once */

bool kexec_file_may_fall_back(int err)
{
	switch (-err) {
	case ENOSYS:
	case EINVAL:
	case ENOEXEC:
	case ENOTSUP:
	case EKEYREJECTED:
	case ENODATA:
	case ENOKEY:
	case EBADMSG:
	case ENOPKG:
	case ELIBBAD:
	case EKEYREVOKED:
	case EKEYEXPIRED:
	case EADDRNOTAVAIL:
	case EFBIG:
		return true;
	default:
		return false;
	}
}

bool kexec_file_is_about_signature(int err)
{
	switch (-err) {
	case EKEYREJECTED:
	case ENODATA:
	case ENOKEY:
	case EBADMSG:
	case ENOPKG:
	case ELIBBAD:
	case EKEYREVOKED:
	case EKEYEXPIRED:
		return true;
	default:
		return false;
	}
}

bool kexec_file_is_unavailable(int err)
{
	return err == -ENOSYS || err == -EINVAL || err == -ENOEXEC || err == -ENOTSUP;
}

static const char *permission_explain(const struct leader *leader, bool is_crash)
{
	const char *refusal = kexec_refusal_explain(leader, is_crash);

	if (*refusal)
		return refusal;
	if (leader_is_locked_down(leader) == 1)
		return " (this kernel is locked down and the image has no signature that "
		       "it accepts, see /sys/kernel/security/lockdown; Secure Boot turns "
		       "that on)";
	return " (needs CAP_SYS_BOOT, and under lockdown a signed image)";
}

const char *kexec_file_load_explain(const struct leader *leader, int err)
{
	switch (-err) {
	case EPERM:
		return permission_explain(leader, false);
	case EACCES:
		return " (a security module refuses this file: IMA wants a signature)";
	case EKEYREJECTED:
		return " (its signature does not match, or its key is not trusted)";
	case ENOKEY:
		return " (it is signed with a key that this kernel does not have)";
	case ENODATA:
		return " (it has no signature, and this kernel demands one)";
	case EBADMSG:
		return " (its signature is malformed)";
	case ELIBBAD:
		return " (its PE header is malformed: no signature is found in it)";
	case EKEYREVOKED:
	case EKEYEXPIRED:
		return " (it is signed with a key that has expired or was revoked)";
	case ETXTBSY:
		return " (somebody has a file open for writing: try again when it is "
		       "complete)";
	case ENOPKG:
		return " (its signature uses an algorithm that this kernel lacks)";
	case EBUSY:
		return " (another process loads a kernel at this moment: try again)";
	case ENOSYS:
		return " (syscall kexec_file_load not available: this kernel is built "
		       "without CONFIG_KEXEC_FILE)";
	case ENOEXEC:
		return " (this kernel cannot load such an image itself: use -c)";
	case EINVAL:
		return " (an option that this kernel does not know, or a command line "
		       "that is too long for the image)";
	case EADDRNOTAVAIL:
		return " (no hole that is large enough: with -p in the memory of "
		       "crashkernel=)";
	case EFBIG:
		return " (a file is larger than this kernel reads, 2 GiB say: -c maps "
		       "it)";
	case ENOMEM:
		return " (no memory for the files: a smaller initrd)";
	default:
		return "";
	}
}

/* A crash image has a limit of its own. */
static const char *call_explain(const struct leader *leader, int err, bool is_crash)
{
	if (err == -EPERM)
		return permission_explain(leader, is_crash);
	return kexec_file_load_explain(leader, err);
}

int kexec_file_load_call(const struct kexec_file *file, unsigned long flags,
			 const struct leader *leader, struct diag *diag)
{
	char text[KEXEC_HALF_TEXT];
	const char *why = "";
	bool is_crash = (flags | (file ? file->flags : 0)) & KEXEC_FILE_ON_CRASH;
	int err;

	if (!file) {
		if (!syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL,
			     flags | KEXEC_FILE_UNLOAD))
			return 0;
		err = -errno;
		return diag_fail(diag, err, "kexec_file_load(unload) failed: %s%s",
				 strerror(-err), call_explain(leader, err, is_crash));
	}
	if (!syscall(SYS_kexec_file_load, file->kernel_fd, file->initrd_fd,
		     (unsigned long)strlen(file->cmdline) + 1, file->cmdline,
		     flags | file->flags))
		return 0;
	err = -errno;
	if (err == -EINVAL)
		why = kexec_half_explain(leader, file->memory, text);
	if (!*why)
		why = call_explain(leader, err, is_crash);
	return diag_fail(diag, err, "kexec_file_load failed: %s%s [flags 0x%lx]",
			 strerror(-err), why, flags | file->flags);
}

static int all_write(int fd, struct bytes data)
{
	while (data.size) {
		ssize_t count = write(fd, data.data,
				      data.size < WRITE_MAX ? data.size : WRITE_MAX);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		data.data += count;
		data.size -= (size_t)count;
	}
	return 0;
}

/* The descriptor, or negative errno. */
static int memfd_make(const char *name, struct bytes data)
{
	AUTO_CLOSE int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int err, made;

	if (fd < 0)
		return -errno;
	err = all_write(fd, data);
	if (err)
		return err;
	if (fcntl(fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		return -errno;
	made = fd;
	fd = -1;
	return made;
}

int bytes_memfd(const char *name, struct bytes data, struct diag *diag)
{
	int fd = memfd_make(name, data);

	if (fd < 0)
		return diag_fail(diag, fd, "no memory file of %zu bytes for the %s: %s",
				 data.size, name, strerror(-fd));
	return fd;
}
