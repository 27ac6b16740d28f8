"""Asks the linked library for a plan: python3 plan.py libStowageABI.so catalogs < request.json"""
import ctypes
import json
import sys


class Stowage:
    def __init__(self, library, **options):
        self.library = ctypes.CDLL(library)
        self.library.stowage_create.restype = ctypes.c_void_p
        self.library.stowage_create.argtypes = [ctypes.c_char_p]
        self.library.stowage_call.restype = ctypes.c_void_p
        self.library.stowage_call.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.library.stowage_free_answer.argtypes = [ctypes.c_void_p]
        self.library.stowage_free.argtypes = [ctypes.c_void_p]
        self.engine = self.library.stowage_create(json.dumps(options).encode())
        if self.engine is None:
            raise ValueError("these are no options of stowage_create")

    def call(self, request):
        # ctypes lets other threads run meanwhile.
        answer = self.library.stowage_call(self.engine, json.dumps(request).encode())
        try:
            return json.loads(ctypes.string_at(answer))
        finally:
            self.library.stowage_free_answer(answer)

    def close(self):
        self.library.stowage_free(self.engine)


stowage = Stowage(sys.argv[1], catalogDirs=[sys.argv[2]])
print(json.dumps(stowage.call(json.load(sys.stdin))))
stowage.close()
