# The fingerprint of the sources, made anew by each build, before it compiles anything: so it is that of what is
# compiled. Where nothing has changed, the file stays as it is, and nothing is linked again.
set(source_fingerprint ${CMAKE_CURRENT_BINARY_DIR}/fingerprint.asm)
add_custom_target(fingerprint BYPRODUCTS ${source_fingerprint}
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/fingerprint.py make ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}
        ${source_fingerprint}
    COMMENT "Taking the fingerprint of the sources" VERBATIM)
