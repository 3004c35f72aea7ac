/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -lstdc++ */
/*
 * uncaught_exception: what a C++ compiler makes of "throw 42;", with nobody who catches it: the
 * runtime calls std::terminate(), and that abort(3). (https://itanium-cxx-abi.github.io)
 */
#include <stddef.h>

extern void *__cxa_allocate_exception(size_t size);
extern _Noreturn void __cxa_throw(void *object, void *type, void (*destroy)(void *));
extern char _ZTIi; /* typeid(int) */

int main(void)
{
	int *thrown = __cxa_allocate_exception(sizeof(*thrown));

	*thrown = 42;
	__cxa_throw(thrown, &_ZTIi, NULL);
}
